import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Db } from '../../../data/database.ts'
import { componentStates, decisionsCount } from '../../../data/queries/components.ts'
import { latestResults } from '../../../data/queries/results.ts'
import { groupCommit, openIngest } from '../../../server/incidents/ingest.ts'
import type { Recorded, Submission } from '../../../server/incidents/record-result.ts'
import { nextTurn } from '../../../server/loops.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { fails, LOGIN, openTown, REGISTER, SAEOL_LOGIN, type Town, works } from './town.ts'

const LOCATIONS = ['seoul', 'busan', 'daejeon']

function ingestOf(db: Db, town: Town) {
  const commits: { locations: string[]; changed: boolean }[] = []
  const committed = (batch: Submission[], changed: boolean) => {
    commits.push({ locations: batch.map(({ location }) => location), changed })
  }
  return { submit: openIngest({ db, context: town.context, committed, gather: nextTurn }), commits }
}

function submission(location: string, results = 1): Submission {
  const town = openTown({} as Db)
  return { location, report: town.report(Array.from({ length: results }, () => works(LOGIN))) }
}

function recorded({ report }: Submission): Recorded {
  const sequence = report.results.at(-1)?.sequence ?? 0
  return { acknowledged: { boot: report.boot, sequence }, changed: false, refused: [], bursts: [] }
}

onBothDatabases('reports that come together are committed together, and each gets its own answer', async (db) => {
  const town = openTown(db, {}, LOCATIONS)
  const { submit, commits } = ingestOf(db, town)
  const before = await decisionsCount(db)
  const answers = await Promise.all([
    submit('seoul', town.report([works(LOGIN), works('nowhere/nothing')], 'seoul')),
    submit('busan', town.report([works(REGISTER)], 'busan')),
    submit('daejeon', town.report([works(SAEOL_LOGIN)], 'daejeon')),
  ])
  assert.equal(await decisionsCount(db), before + 1)
  assert.deepEqual(commits, [{ locations: LOCATIONS, changed: true }])
  assert.deepEqual(
    answers.map(({ refused }) => refused.map(({ sequence }) => sequence)),
    [[2], [], []],
  )
  assert.equal((await componentStates(db)).filter(({ state }) => state === 'operational').length, 3)
})

onBothDatabases('a report that the database does not take is rejected alone', async (db) => {
  const town = openTown(db, {}, LOCATIONS)
  const { submit } = ingestOf(db, town)
  const bad = town.report([{ ...works(LOGIN), verdict: 'excellent' as 'ok' }], 'busan')
  const settled = await Promise.allSettled([
    submit('seoul', town.report([works(LOGIN)], 'seoul')),
    submit('busan', bad),
    submit('daejeon', town.report([works(LOGIN)], 'daejeon')),
  ])
  assert.deepEqual(
    settled.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  assert.deepEqual((await latestResults(db, LOGIN, 10)).map(({ location }) => location).sort(), ['daejeon', 'seoul'])
  const [row] = await componentStates(db)
  assert.deepEqual(
    JSON.parse(row?.memory ?? '').flows[0].groups.map(({ group }: { group: string }) => group),
    ['daejeon', 'seoul'],
  )
})

onBothDatabases('a report without results is told what to run again, and writes nothing', async (db) => {
  const town = openTown(db, {}, LOCATIONS)
  const { submit, commits } = ingestOf(db, town)
  for (const location of LOCATIONS) await submit(location, town.report([works(LOGIN)], location))
  assert.deepEqual((await submit('busan', town.report([], 'busan'))).bursts, [])
  town.wait(30)
  await submit('seoul', town.report([fails(LOGIN)], 'seoul'))
  const [count, before] = [await decisionsCount(db), commits.length]
  const { refused, bursts } = await submit('busan', town.report([], 'busan'))
  assert.deepEqual([refused, bursts.map(({ flow }) => flow)], [[], [`${LOGIN}-flow`]])
  assert.deepEqual([await decisionsCount(db), commits.length], [count, before])
})

test('what arrives during a commit waits for the next one, in its order', async () => {
  const batches: string[][] = []
  const gates: (() => void)[] = []
  const submit = groupCommit(async (batch) => {
    batches.push(batch.map(({ location }) => location))
    await new Promise<void>((resolve) => gates.push(resolve))
    return batch.map(recorded)
  }, nextTurn)
  const first = submit(submission('a'))
  await nextTurn()
  await nextTurn()
  let answered = false
  const later = ['b', 'c', 'd'].map((location) => submit(submission(location)))
  void later[0]?.then(() => {
    answered = true
  })
  gates[0]?.()
  await first
  await nextTurn()
  await nextTurn()
  assert.deepEqual([batches, answered], [[['a'], ['b', 'c', 'd']], false])
  gates[1]?.()
  await Promise.all(later)
})

test('a transaction holds a bounded number of results, and at least one report', async () => {
  const sizes: number[] = []
  const submit = groupCommit(async (batch) => {
    sizes.push(batch.length)
    return batch.map(recorded)
  }, nextTurn)
  await Promise.all([400, 500, 200, 1, 1500, 1].map((results, index) => submit(submission(`${index}`, results))))
  assert.deepEqual(sizes, [2, 2, 1, 1])
})

test('whoever fails alone is told why, and the next report goes on', async () => {
  const submit = groupCommit(async (batch) => {
    if (batch.some(({ location }) => location === 'bad')) throw new Error('bad report')
    return batch.map(recorded)
  }, nextTurn)
  const [good, bad] = await Promise.allSettled([submit(submission('good')), submit(submission('bad'))])
  assert.deepEqual([good?.status, bad?.status === 'rejected' && bad.reason.message], ['fulfilled', 'bad report'])
  assert.equal((await submit(submission('good', 3))).acknowledged.sequence, 3)
})
