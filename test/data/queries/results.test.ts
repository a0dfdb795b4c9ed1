import assert from 'node:assert/strict'
import { insertResults, latestResults } from '../../../data/queries/results.ts'
import type { ResultsTable } from '../../../data/tables.ts'
import { onBothDatabases } from '../../support/databases.ts'

function result(id: string, sequence: number, started_at: number): ResultsTable {
  const run = { flow: 'a/flow', component: 'a/one', trigger: 'schedule', duration_ms: 12.5, verdict: 'ok', reason: '' }
  const kept = {
    fault: null,
    steps: '[]',
    document: null,
    received_at: started_at + 1,
    every_seconds: 30,
    timeout_seconds: 20,
    provisional: 0,
    canary_ms: null,
    evidence: null,
    paused_until: null,
  }
  return { id, agent: 'agent', boot: '1', sequence, location: 'seoul', started_at, ...run, ...kept }
}

onBothDatabases('a result is stored once, however often and with whatever others it is sent', async (db) => {
  const [first, second] = [result('one', 1, 1_764_000_000_000), result('two', 2, 1_764_000_001_000)]
  assert.deepEqual(await insertResults(db, [first, { ...first, id: 'at-once' }]), new Set(['one']))
  assert.deepEqual(await insertResults(db, [{ ...first, id: 'again' }, second]), new Set(['two']))
  assert.deepEqual(await latestResults(db, 'a/one', 10), [second, first])
  assert.deepEqual(await insertResults(db, []), new Set())
})

onBothDatabases('more results than fit into one statement are all stored', async (db) => {
  const many = Array.from({ length: 450 }, (_, index) => result(`r${index}`, index + 1, index))
  assert.equal((await insertResults(db, many)).size, 450)
})

onBothDatabases('the latest results of a component come newest first, no more than asked for', async (db) => {
  await insertResults(
    db,
    [1, 3, 2].map((sequence) => result(`r${sequence}`, sequence, sequence * 1000)),
  )
  await insertResults(db, [{ ...result('other', 9, 9000), component: 'a/two' }])
  assert.deepEqual(
    (await latestResults(db, 'a/one', 2)).map(({ id }) => id),
    ['r3', 'r2'],
  )
})
