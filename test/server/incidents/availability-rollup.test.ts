import assert from 'node:assert/strict'
import type { Db } from '../../../data/database.ts'
import { insertTransitions } from '../../../data/queries/components.ts'
import { saveMaintenances } from '../../../data/queries/maintenances.ts'
import { insertResults } from '../../../data/queries/results.ts'
import { presentRollups, rollupMarks, rollupRevisions } from '../../../data/queries/rollups.ts'
import { SPANS, type Span, STATES, type State } from '../../../data/tables.ts'
import { sumOf } from '../../../server/incidents/availability.ts'
import { bucketOf, bucketsBetween, DAY, HOUR } from '../../../server/incidents/availability-calendar.ts'
import { correct } from '../../../server/incidents/availability-correct.ts'
import { readDays } from '../../../server/incidents/availability-days.ts'
import { rollUp } from '../../../server/incidents/availability-rollup.ts'
import { figuresOf, runsOf } from '../../../server/incidents/availability-rows.ts'
import { DEFAULT_AVAILABILITY } from '../../../server/incidents/availability-settings.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { LOGIN, REGISTER, runRow, smallCatalogue, turnRow } from './history-rows.ts'

const MINUTE = 60_000
/** Friday 30 October 2026, midnight in Korea: days later a month ends. */
const START = Date.parse('2026-10-30T00:00:00+09:00')
const CONTEXT = { catalogue: smallCatalogue(), settings: DEFAULT_AVAILABILITY }

/** Until nothing is left to do; fails when it never ends. */
async function rollUpAll(db: Db, now: number): Promise<void> {
  for (let calls = 0; calls < 200; calls += 1) {
    if ((await rollUp(db, CONTEXT, now)).finished) return
  }
  assert.fail('rolling up does not come to an end')
}

const present = (db: Db, span: Span) => presentRollups(db, LOGIN, span, 0, START + 400 * DAY)

/** A log that a fixed seed makes up: anything may follow anything. */
function madeUpLog(from: number, until: number, seed: number) {
  let state = seed
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state % below
  }
  const log = []
  for (let at = from + next(HOUR); at < until; at += MINUTE + next(9 * HOUR)) {
    log.push(turnRow(at, STATES[next(STATES.length)] ?? 'unknown', next(5) / 4, at + next(5 * MINUTE)))
  }
  return log
}

onBothDatabases(
  'days are the sum of their hours, hours of their five minutes, and all of them what the log says',
  async (db) => {
    const log = madeUpLog(START, START + 4 * DAY, 7)
    await insertTransitions(db, log)
    await rollUpAll(db, START + 4 * DAY + HOUR)
    for (const [whole, part] of [
      ['day', 'hour'],
      ['hour', '5m'],
    ] as const) {
      const parts = await present(db, part)
      const wholes = await present(db, whole)
      assert.ok(wholes.length > 0)
      for (const row of wholes) {
        const { from, until } = bucketOf(whole, row.bucket)
        const within = parts.filter(({ bucket }) => bucket >= from && bucket < until)
        assert.equal(within.length, whole === 'day' ? 24 : 12)
        near(sumOf(within.map(figuresOf)).down, row.down)
        near(sumOf(within.map(figuresOf)).unwatched, row.unwatched)
        near(sumOf(within.map(figuresOf)).milliseconds.operational, row.operational)
      }
    }
    const days = await present(db, 'day')
    assert.equal(days.length, 4)
    near(sumOf(days.map(figuresOf)).down, downByOracle(log, START, START + 4 * DAY))
  },
)

/** Second by second, what the decision made last says: slow and plain. */
function downByOracle(log: ReturnType<typeof madeUpLog>, from: number, until: number): number {
  const edges = [...new Set([from, until, ...log.map(({ at }) => at)])]
    .filter((at) => at >= from && at <= until)
    .sort((a, b) => a - b)
  let down = 0
  for (const [index, at] of edges.slice(0, -1).entries()) {
    const said = log
      .filter((one) => one.at <= at)
      .sort((a, b) => b.decided_at - a.decided_at || (a.id < b.id ? 1 : -1))[0]
    const share = said === undefined || said.to_state === 'unknown' ? 0 : weight(said.to_state, said.share)
    down += share * ((edges[index + 1] ?? at) - at)
  }
  return down
}

function weight(state: State, share: number): number {
  if (state === 'major_outage' || state === 'under_maintenance') return 1
  return state === 'partial_outage' && share === 0 ? 1 : share
}

function near(a: number, b: number): void {
  assert.ok(Math.abs(a - b) < 0.01, `${a} is not ${b}`)
}

onBothDatabases('rolling up again changes nothing, and days and months end at midnight in Korea', async (db) => {
  await insertTransitions(db, [turnRow(START, 'operational'), turnRow(START + 2 * DAY - MINUTE, 'major_outage', 1)])
  const now = START + 2 * DAY + 30 * MINUTE
  await rollUpAll(db, now)
  const before = await Promise.all(SPANS.map((span) => present(db, span)))
  assert.deepEqual(await rollUp(db, CONTEXT, now), { finished: true, changed: false })
  await rollUpAll(db, now)
  assert.deepEqual(await Promise.all(SPANS.map((span) => present(db, span))), before)
  const [month] = await present(db, 'month')
  assert.equal(month?.bucket, Date.parse('2026-10-01T00:00:00+09:00'))
  assert.deepEqual([month?.down, month?.operational], [MINUTE, 2 * DAY - MINUTE])
  assert.deepEqual(
    (await present(db, 'day')).map(({ bucket, down }) => [bucket, down]),
    [
      [START, 0],
      [START + DAY, MINUTE],
    ],
  )
})

onBothDatabases(
  'runs are counted by verdict and layer, up to the day; a provisional run is not counted',
  async (db) => {
    await insertTransitions(db, [turnRow(START, 'operational')])
    await insertResults(db, [runRow(START + MINUTE, 'ok')])
    await insertResults(db, [runRow(START + 7 * MINUTE, 'failed')])
    await insertResults(db, [runRow(START + 7 * MINUTE, 'failed', { provisional: 1 })])
    await rollUpAll(db, START + DAY + HOUR)
    const [first, second] = await present(db, '5m')
    assert.deepEqual([runsOf(first).ok, runsOf(second).failed, runsOf(second).layers], [1, 1, { tls: 1 }])
    const [day] = await present(db, 'day')
    assert.deepEqual([runsOf(day).ok, runsOf(day).failed], [1, 1])
  },
)

onBothDatabases('what comes late is a new revision with its reason; the old one stays readable', async (db) => {
  await insertTransitions(db, [turnRow(START, 'operational')])
  await rollUpAll(db, START + 2 * HOUR)
  await insertResults(db, [runRow(START + MINUTE, 'ok', { received_at: START + 2 * HOUR })])
  await rollUpAll(db, START + 2 * HOUR + 5 * MINUTE)
  const counted = await rollupRevisions(db, LOGIN, '5m', START)
  assert.deepEqual(
    counted.map(({ revision, reason, corrected, superseded_at }) => [
      revision,
      reason,
      corrected,
      superseded_at !== null,
    ]),
    [
      [1, 'first', 0, true],
      [2, 'late-results', 0, false],
    ],
  )
  await insertTransitions(db, [turnRow(START + 30 * MINUTE, 'major_outage', 1, START + 2 * HOUR + 6 * MINUTE)])
  await rollUpAll(db, START + 2 * HOUR + 10 * MINUTE)
  const [first, last] = await rollupRevisions(db, LOGIN, 'hour', START)
  assert.deepEqual([first?.down, first?.corrected], [0, 0])
  const newest = (await rollupRevisions(db, LOGIN, 'hour', START)).at(-1)
  assert.deepEqual([newest?.down, newest?.reason, newest?.corrected], [30 * MINUTE, 'late-decision', 1])
  assert.ok(last)
})

onBothDatabases(
  'a correction changes the days from their roll-ups and today from the log, and says why',
  async (db) => {
    const now = START + DAY + 2 * HOUR
    await insertTransitions(db, [turnRow(START, 'operational'), turnRow(START + DAY - HOUR, 'major_outage', 1)])
    await rollUpAll(db, now)
    const wrong = { component: LOGIN, from: START + DAY - HOUR, until: now, state: 'operational' as const, share: 0 }
    await correct(db, { ...wrong, reason: '시험 계정 잠김', author: '김담당' }, now)
    await rollUpAll(db, now)
    const [yesterday, today] = (await readDays(db, [LOGIN, REGISTER], 24, now)).get(LOGIN)?.slice(-2) ?? []
    assert.deepEqual([yesterday?.down, yesterday?.corrected, yesterday?.note], [0, true, '시험 계정 잠김'])
    assert.equal(today?.down, 0)
    const revisions = await rollupRevisions(db, LOGIN, 'day', START)
    assert.deepEqual(
      revisions.map(({ down, reason }) => [down, reason]),
      [
        [HOUR, 'first'],
        [0, 'correction'],
      ],
    )
  },
)

onBothDatabases(
  'maintenance entered afterwards counts when it was announced a day before, and not otherwise',
  async (db) => {
    const now = START + DAY + 2 * HOUR
    const turns = [
      turnRow(START, 'operational'),
      turnRow(START + HOUR, 'major_outage', 1),
      turnRow(START + 3 * HOUR, 'operational'),
    ]
    await insertTransitions(db, turns)
    await rollUpAll(db, now)
    const text = { ko: '점검', en: 'Work' }
    const window = { title: text, body: text, components: ['government24'], source: null }
    const night = { ...window, startsAt: START + HOUR, endsAt: START + 2 * HOUR, publishedAt: START - DAY }
    const hasty = { ...window, startsAt: START + 2 * HOUR, endsAt: START + 3 * HOUR, publishedAt: START }
    await saveMaintenances(
      db,
      [
        { ...night, id: 'night' },
        { ...hasty, id: 'hasty' },
      ],
      now,
    )
    await rollUpAll(db, now + 5 * MINUTE)
    const day = (await rollupRevisions(db, LOGIN, 'day', START)).map(({ down, excluded, reason }) => [
      down,
      excluded,
      reason,
    ])
    assert.deepEqual(day, [
      [2 * HOUR, 0, 'first'],
      [HOUR, HOUR, 'maintenance'],
    ])
  },
)

onBothDatabases('after a long stop a call does a bounded piece, and the days shown are true meanwhile', async (db) => {
  await insertTransitions(db, [
    turnRow(START, 'operational'),
    turnRow(START + HOUR, 'major_outage', 1),
    turnRow(START + 2 * HOUR, 'operational'),
  ])
  const now = START + 40 * DAY
  const { finished } = await rollUp(db, CONTEXT, now)
  assert.equal(finished, false)
  const until = (await rollupMarks(db))['rollups-until']
  assert.ok(until > START && until < START + 5 * DAY)
  const down = async () => sumOf((await readDays(db, [LOGIN], 24, now)).get(LOGIN) ?? []).down
  assert.equal(await down(), HOUR)
  await rollUpAll(db, now)
  assert.equal((await rollupMarks(db))['rollups-until'], bucketOf('5m', now - 30 * MINUTE).from)
  assert.equal(await down(), HOUR)
  assert.equal((await present(db, '5m')).length, bucketsBetween('5m', START, now - 30 * MINUTE).length)
})
