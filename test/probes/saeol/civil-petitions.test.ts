// The petition flow cleans up behind itself, and behind runs that could not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { civilPetitions } from '../../../probes/saeol/civil-petitions.ts'
import { withReplicas } from '../replicas/visitor.ts'
import { enterSaeol } from '../replicas/ways.ts'
import { runAgainst } from '../run-against.ts'

const TITLE = '[시험] 시스템 점검용 민원'

test('a run leaves nothing behind, and withdraws what an old run did; other petitions it does not touch', async (t) => {
  const { visitor, targets } = await withReplicas(t)
  const { page: menu } = await enterSaeol(visitor, targets)
  const list = await visitor.follow(menu, '통합민원')
  const takeIn = async (title: string) =>
    visitor.submit(await visitor.follow(list, '통합민원 접수'), '#petitionForm', { applicant: '홍길동테스트', title })
  const now = Date.now()
  await takeIn(`${TITLE} ${new Date(now - 20 * 60_000).toISOString()}`)
  await takeIn(`${TITLE} ${new Date(now - 60_000).toISOString()}`)
  await takeIn('가로등을 고쳐 주십시오')
  const result = await runAgainst(targets.saeol, civilPetitions)
  assert.equal(result.verdict, 'ok')
  const left = (await visitor.get(list.url)).$('tbody tr').get()
  assert.equal(left.length, 2, 'the petition of somebody else, and the young one, which another agent may be busy with')
})

test('a receipt number of another shape is noticed', async (t) => {
  const { targets } = await withReplicas(t)
  const { saeol } = targets
  assert.ok(saeol)
  const other = await runAgainst({ ...saeol, codes: { receiptNumber: '^[A-Z]{3}-\\d+$' } }, civilPetitions)
  assert.deepEqual([other.fault?.step, other.fault?.code], ['take_in', 'number-missing'])
  const broken = await runAgainst({ ...saeol, codes: { receiptNumber: '(' } }, civilPetitions)
  assert.match(broken.reason, /^settings: .*receiptNumber/)
})
