// Rejected logins: an outage of the service, or our own credentials? One row a course of events, and both at a real replica.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAgenda } from '../../probes/agenda.ts'
import { FLOWS } from '../../probes/flows.ts'
import { planFlows } from '../../probes/plan.ts'
import { judgeLogin, type RefusedLogins } from '../../probes/refused-logins.ts'
import type { Fault, Result } from '../../probes/result.ts'
import { withReplicas } from './replicas/visitor.ts'
import { aResult } from './results.ts'
import { runAgainst } from './run-against.ts'

const START = 1_700_000_000_000
const REJECTED: Fault = {
  layer: 'auth',
  step: 'login',
  code: 'login-rejected',
  target: 'https://www.example/login',
  expectation: 'the login accepts the test identity',
  cause: 'the login form came back instead',
}

/** `a` is the flow in question, `b` another login of its service, `z` one of another service; capitals are let in, small letters rejected. */
const COURSES: [what: string, course: string, said: string][] = [
  ['a first rejection is a failure', 'a', 'f'],
  ['nobody is let in: an outage, however long', 'abababababab', 'ffffffffffff'],
  ['nobody else logs in there', 'aaaaaa', 'ffffff'],
  ['never let in, while another is, since the rejection before', 'aBa', 'f.p'],
  ['another was let in before the first rejection only: an outage may have begun', 'Baaaa', '.ffff'],
  ['another was let in once, long ago', 'aBaba', 'f.pfp'],
  ['another service says nothing', 'aZaZaZa', 'f.f.f.f'],
  ['what was let in before is believed for longer', 'AaBaBaBaBa', '.f.f.f.p.p'],
  ['an outage between two rejections that others survive starts no count', 'AaaaaaBa', '.fffff.f'],
  ['once let in, the count starts over', 'AaBaBaABaBaBaBa', '.f.f.f..f.f.f.p'],
  ['it stays put down to us as long as it goes on', 'aBaaa', 'f.ppp'],
]
for (const [what, course, said] of COURSES) {
  test(`${what}: ${course} → ${said}`, () => {
    let known: RefusedLogins = {}
    const heard = [...course].map((letter, index) => {
      const id = letter.toLowerCase()
      const ended: Partial<Result> = letter === id ? { verdict: 'failed', fault: REJECTED } : { verdict: 'ok' }
      const run = { ...aResult(id), startedAt: START + index * 60_000, ...ended }
      const judged = judgeLogin(known, { id, service: id === 'z' ? 'other' : 'this' }, run)
      known = judged.known
      const { verdict, reason, fault } = judged.result
      if (verdict === 'ok') return '.'
      if (verdict === 'failed') return fault?.code === 'login-rejected' ? 'f' : '?'
      assert.equal(fault, null)
      assert.match(reason, /^credentials-refused: the login was rejected \d+ times in a row/)
      return 'p'
    })
    assert.equal(heard.join(''), said)
  })
}

test('other failures of a login, and runs that could not tell, change nothing', () => {
  const login = { id: 'a', service: 'this' }
  const known = judgeLogin({}, login, { ...aResult('a'), verdict: 'failed', fault: REJECTED }).known
  for (const other of [
    { verdict: 'failed' as const, fault: { ...REJECTED, code: 'certificate-verification-unavailable' } },
    { verdict: 'inconclusive' as const, reason: 'account-locked: x' },
  ]) {
    const run = { ...aResult('a'), ...other }
    assert.deepEqual(judgeLogin(known, login, run), { known, result: run })
  }
})

const BY_PASSWORD = 'government24/login'
const BY_CERTIFICATE = 'government24/login-joint-certificate'

async function agentAt(t: Parameters<typeof withReplicas>[0], password?: string) {
  const { replicas, targets } = await withReplicas(t)
  const target = targets.government24
  assert.ok(target?.identity)
  const own = { ...target, identity: { ...target.identity, ...(password && { password }) } }
  const key = 'k'.repeat(16)
  const settings = { name: 'a', location: 'l', key, server: 'http://localhost', spool: { folder: '.' } }
  const flows = FLOWS.filter(({ id }) => id === BY_PASSWORD || id === BY_CERTIFICATE)
  const plan = planFlows(flows, { ...settings, targets: { government24: own } }, Date.now()).run
  const say = () => {}
  const agenda = openAgenda({
    plan,
    settings: {},
    log: { info: say, warn: say, error: say },
    now: Date.now,
    random: () => 0,
  })
  const run = async (id: string) => {
    const flow = FLOWS.find((one) => one.id === id)
    const { verdict, reason, fault, pausedUntil } = agenda.judge(id, await runAgainst(own, flow))
    return [verdict, reason.split(':')[0], fault?.code ?? null, pausedUntil !== undefined]
  }
  return { replicas, run }
}

const FAILED = ['failed', '', 'login-rejected', false]
const OK = ['ok', '', null, false]

test('a wrong password pauses its flow once the certificate is let in, and nothing else', async (t) => {
  const { run } = await agentAt(t, 'not-the-password')
  assert.deepEqual(await run(BY_CERTIFICATE), OK)
  assert.deepEqual(await run(BY_PASSWORD), FAILED)
  assert.deepEqual(await run(BY_CERTIFICATE), OK)
  assert.deepEqual(await run(BY_PASSWORD), ['inconclusive', 'credentials-refused', null, true])
})

test('a login that rejects everybody is told as an outage, round after round', async (t) => {
  const { replicas, run } = await agentAt(t)
  assert.deepEqual([await run(BY_CERTIFICATE), await run(BY_PASSWORD)], [OK, OK])
  await replicas.faults.set('government24', 'login-rejects', true)
  for (let round = 0; round < 5; round += 1) {
    assert.deepEqual([await run(BY_PASSWORD), await run(BY_CERTIFICATE)], [FAILED, FAILED])
  }
})
