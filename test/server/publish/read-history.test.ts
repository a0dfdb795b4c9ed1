import assert from 'node:assert/strict'
import { loadCatalogue } from '../../../data/catalogue.ts'
import { insertResults } from '../../../data/queries/results.ts'
import { writeRollups } from '../../../data/queries/rollups.ts'
import type { ResultsTable, RollupsTable, State } from '../../../data/tables.ts'
import { DAY, startOfDay } from '../../../server/incidents/availability-calendar.ts'
import { countRuns, runsText } from '../../../server/incidents/availability-runs.ts'
import { createHistory } from '../../../server/publish/read-history.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { NOW } from '../../support/snapshots.ts'

const LOGIN = 'government24/login'
const MINUTE = 60_000
const LOCATIONS = [
  { id: 'seoul', name: { ko: '서울', en: 'Seoul' }, network: 'KT' },
  { id: 'busan', name: { ko: '부산', en: 'Busan' } },
]

onBothDatabases('changes of states are read as they are decided, newest first, without those of marks', async (db) => {
  const history = createHistory({ db, catalogue: loadCatalogue(), locations: LOCATIONS, now: () => NOW })
  const change = (id: string, from: State, to: State, at: number) => ({
    id,
    component: LOGIN,
    from_state: from,
    to_state: to,
    reason: 'recovered',
    at,
    decided_at: at + MINUTE,
    incident: null,
    evidence: '{}',
    mark: '' as const,
    share: 0,
  })
  await db
    .insertInto('transitions')
    .values([change('1', 'unknown', 'operational', NOW - DAY), change('2', 'operational', 'operational', NOW - MINUTE)])
    .execute()
  await history.refresh()
  const seen = () =>
    history
      .current()
      .changes.get(LOGIN)
      ?.map(({ to, at }) => [to, at])
  assert.deepEqual(seen(), [['operational', NOW - DAY]])
  await db
    .insertInto('transitions')
    .values(change('3', 'operational', 'major_outage', NOW))
    .execute()
  await history.refresh()
  assert.deepEqual(seen()?.[0], ['major_outage', NOW])
})

onBothDatabases('runs are gathered as they arrive, by place and by step, and forgotten after a day', async (db) => {
  let now = NOW
  const history = createHistory({ db, catalogue: loadCatalogue(), locations: LOCATIONS, now: () => now })
  assert.deepEqual(
    history.current().locations.map(({ id, runs, lastAt }) => [id, runs, lastAt]),
    [
      ['seoul', 0, null],
      ['busan', 0, null],
    ],
  )
  await insertResults(db, [
    run(1, NOW - 20 * MINUTE, 100),
    run(2, NOW - 19 * MINUTE, 300),
    run(3, NOW - MINUTE, 0, 'failed'),
  ])
  await history.refresh()
  await insertResults(db, [run(4, NOW - 30_000, 200)])
  await history.refresh()
  const speeds = history.current().speeds.get(LOGIN) ?? []
  const [whole, step] = [
    speeds.find(({ location }) => location === 'seoul'),
    speeds.find(({ step }) => step === 'log-in'),
  ]
  assert.deepEqual(
    whole?.points.map(({ runs, failed }) => [runs, failed]),
    [
      [2, 0],
      [2, 1],
    ],
  )
  assert.ok(Math.abs((whole?.points.at(-1)?.typical ?? 0) - 200) <= 2)
  assert.equal(
    step?.points.reduce((sum, { runs }) => sum + runs, 0),
    4,
  )
  const [seoul, busan] = history.current().locations
  assert.deepEqual([seoul?.runs, seoul?.failed, seoul?.lastAt], [4, 1, NOW - 30_000])
  assert.deepEqual([seoul?.components, busan?.runs], [[LOGIN], 0])
  now += 2 * DAY
  await history.refresh()
  assert.deepEqual(history.current().speeds.get(LOGIN), [])
})

onBothDatabases('days before those of the page, and what their runs came to, are read when they change', async (db) => {
  const today = startOfDay(NOW)
  const rows = [1, 89, 90, 364].map((ago) => rolledDay(today - ago * DAY))
  await writeRollups(db, rows, NOW)
  const history = createHistory({ db, catalogue: loadCatalogue(), locations: [], now: () => NOW })
  await history.refresh()
  assert.equal(history.current().days.get(LOGIN)?.length, 2)
  assert.equal(history.current().runs.get(LOGIN)?.length, 4)
  assert.deepEqual(history.current().runs.get(LOGIN)?.[0]?.layers, { tcp: 1 })
  const before = history.current().days
  await history.refresh()
  assert.equal(history.current().days, before, 'nothing is read again while nothing changed')
})

function run(sequence: number, startedAt: number, duration: number, verdict = 'ok'): ResultsTable {
  const steps = [{ id: 'log-in', outcome: verdict, durationMs: duration }]
  return {
    id: `r${sequence}`,
    agent: 'a',
    boot: '1',
    sequence,
    location: 'seoul',
    flow: LOGIN,
    component: LOGIN,
    trigger: 'schedule',
    started_at: startedAt,
    duration_ms: duration,
    verdict,
    reason: '',
    fault: verdict === 'failed' ? JSON.stringify({ layer: 'tcp' }) : null,
    steps: JSON.stringify(steps),
    document: null,
    received_at: startedAt + 1000,
    every_seconds: 60,
    timeout_seconds: 20,
    provisional: 0,
    canary_ms: null,
    evidence: null,
    paused_until: null,
  }
}

function rolledDay(bucket: number): RollupsTable {
  const none = { degraded_performance: 0, partial_outage: 0, major_outage: 0, under_maintenance: 0, unknown: 0 }
  const runs = [
    { started_at: bucket, verdict: 'ok', fault: null, duration_ms: 100 },
    { started_at: bucket, verdict: 'failed', fault: '{"layer":"tcp"}', duration_ms: 5 },
  ]
  return {
    ...none,
    operational: DAY,
    component: LOGIN,
    span: 'day',
    bucket,
    revision: 1,
    computed_at: bucket + DAY,
    superseded_at: null,
    reason: 'first',
    note: '',
    corrected: 0,
    excluded: 0,
    unwatched: 0,
    down: 0,
    degraded: 0,
    runs: runsText(countRuns(runs)),
  }
}
