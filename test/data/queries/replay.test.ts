import assert from 'node:assert/strict'
import type { Db } from '../../../data/database.ts'
import { openDatabase } from '../../../data/database.ts'
import { insertTransitions } from '../../../data/queries/components.ts'
import { arrivals, arrivedRuns, decidedDuring, ranWhere } from '../../../data/queries/replay.ts'
import { insertResults } from '../../../data/queries/results.ts'
import { staffReportsOf } from '../../../data/queries/staff-reports.ts'
import { addSurroundings, addTaps, surroundings } from '../../../data/queries/surroundings.ts'
import type { ResultsTable, State } from '../../../data/tables.ts'
import { onBothDatabases } from '../../support/databases.ts'

function run(id: string, received_at: number, more: Partial<ResultsTable> = {}): ResultsTable {
  const kept = { fault: null, steps: '[]', document: null, every_seconds: 30, timeout_seconds: 20, provisional: 0 }
  const what = { flow: 'a/flow', component: 'a/one', trigger: 'schedule', duration_ms: 12.5, verdict: 'ok', reason: '' }
  const from = { agent: 'agent', boot: '1', sequence: Number(id.slice(1)), location: 'seoul' }
  const seen = { canary_ms: 3.5, evidence: null, paused_until: null }
  return { id, ...from, ...what, ...kept, started_at: 5000, received_at, ...seen, ...more }
}

const idsOf = (runs: { id: string }[]) => runs.map(({ id }) => id)

onBothDatabases('runs come as they arrived, an instant is never cut, and the end is not included', async (db) => {
  await insertResults(db, [
    run('r5', 300),
    run('r2', 200),
    run('r1', 100),
    run('r4', 200),
    run('r3', 200, { agent: 'Agent' }),
    run('r6', 400),
  ])
  const first = await arrivedRuns(db, 100, 400, 2)
  assert.deepEqual([first[0]?.id, idsOf(first.slice(1)).sort()], ['r1', ['r2', 'r3', 'r4']])
  assert.deepEqual(idsOf(await arrivedRuns(db, 201, 400, 2)), ['r5'])
  assert.equal(first[0]?.canary_ms, 3.5)
  assert.deepEqual(await arrivals(db), { first: 100, last: 400 })
})

onBothDatabases('without runs there is nothing to replay', async (db) => {
  assert.equal(await arrivals(db), null)
  assert.deepEqual(await arrivedRuns(db, 0, 1000, 10), [])
})

onBothDatabases('places and components are those of the time', async (db) => {
  await insertResults(db, [run('r1', 100), run('r2', 100, { location: 'busan' }), run('r3', 500, { component: 'b/x' })])
  assert.deepEqual(await ranWhere(db, 0, 500), { locations: ['busan', 'seoul'], components: ['a/one'] })
})

onBothDatabases('of transitions before the time only the last of each component counts', async (db) => {
  const turn = (id: string, component: string, decided_at: number, to_state: State) => ({
    id,
    component,
    from_state: 'unknown' as const,
    to_state,
    reason: 'test',
    at: decided_at,
    decided_at,
    incident: null,
    evidence: '{}',
    mark: '' as const,
    share: 0,
  })
  await insertTransitions(db, [
    turn('1', 'a/one', 10, 'operational'),
    turn('2', 'a/one', 20, 'major_outage'),
    turn('3', 'a/two', 15, 'operational'),
    turn('4', 'a/one', 30, 'operational'),
    turn('5', 'a/one', 50, 'unknown'),
  ])
  assert.deepEqual(idsOf(await decidedDuring(db, 30, 50)).sort(), ['2', '3', '4'])
})

async function addCenters(db: Db): Promise<void> {
  const offices = [
    { id: 'c1', name: 'One', district: 'Jongno' },
    { id: 'c2', name: 'One', district: 'Jongno' },
    { id: 'c3', name: 'Two', district: 'Mapo' },
  ]
  const centers = offices.map(({ id, name, district }) => ({ id, region: 'Seoul', district, office: name }))
  await addSurroundings(db, { maintenances: [], centers, taps: [] })
  await addTaps(
    db,
    offices.map(({ id }, index) => ({
      id: `t${id}`,
      center: id,
      component: 'a/one',
      answer: 'fails',
      at: 100 + index,
    })),
  )
}

onBothDatabases('what counters said is taken along, office by office, without their names', async (db) => {
  await addCenters(db)
  const around = await surroundings(db, 0, 1000)
  assert.deepEqual(
    around.centers.map(({ office }) => office),
    ['0', '0', '1'],
  )
  const { db: into, close } = await openDatabase(':memory:')
  await addSurroundings(into, around)
  await addTaps(into, around.taps)
  assert.deepEqual(await staffReportsOf(into, 0), await staffReportsOf(db, 0))
  await close()
})
