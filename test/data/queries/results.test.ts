import assert from 'node:assert/strict'
import { insertResult, latestResults } from '../../../data/queries/results.ts'
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
  }
  return { id, agent: 'agent', boot: '1', sequence, location: 'seoul', started_at, ...run, ...kept }
}

onBothDatabases('a result is stored once, however often it is sent', async (db) => {
  assert.equal(await insertResult(db, result('one', 1, 1_764_000_000_000)), true)
  assert.equal(await insertResult(db, result('another-id', 1, 1_764_000_000_000)), false)
  assert.deepEqual(await latestResults(db, 'a/one', 10), [result('one', 1, 1_764_000_000_000)])
})

onBothDatabases('the latest results of a component come newest first, no more than asked for', async (db) => {
  for (const sequence of [1, 3, 2]) await insertResult(db, result(`r${sequence}`, sequence, sequence * 1000))
  await insertResult(db, { ...result('other', 9, 9000), component: 'a/two' })
  assert.deepEqual(
    (await latestResults(db, 'a/one', 2)).map(({ id }) => id),
    ['r3', 'r2'],
  )
})
