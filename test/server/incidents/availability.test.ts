import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { STATES, type State } from '../../../data/tables.ts'
import {
  availabilityOf,
  type Figures,
  lengthOf,
  meanOf,
  measure,
  noFigures,
  sumOf,
} from '../../../server/incidents/availability.ts'
import { type Amendment, piecesOf, type Turn } from '../../../server/incidents/availability-log.ts'
import type { Interval } from '../../../server/incidents/maintenance.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE

/** One state after another, each so many minutes long. */
function turns(...parts: [State, number, share?: number][]): Turn[] {
  let at = 0
  return parts.map(([to, minutes, share = 0]) => {
    const turn = { at, decidedAt: at, to, share }
    at += minutes * MINUTE
    return turn
  })
}

const percent = (share: number) => (share * 100).toFixed(2)

test('the constructed day: 95.12 %, 97.6 % of what is due watched, between 92.86 and 95.24 %', () => {
  const log = turns(
    ['operational', 600],
    ['under_maintenance', 180],
    ['major_outage', 40, 1],
    ['operational', 60, 1 / 3],
    ['degraded_performance', 90],
    ['unknown', 30],
    ['operational', 440],
  )
  const announced = [{ from: 600 * MINUTE, until: 780 * MINUTE }]
  const figures = measure(piecesOf(log, [], 0, DAY), announced, 0, DAY)
  const { share, coverage, low, high } = availabilityOf(figures)
  assert.deepEqual([percent(share ?? 0), percent(low), percent(high)], ['95.12', '92.86', '95.24'])
  assert.equal((coverage * 100).toFixed(1), '97.6')
  assert.equal(figures.degraded, 90 * MINUTE)
  assert.equal(Math.round(figures.down / MINUTE), 60)
})

test('under 95 % coverage there is no percentage, but bounds', () => {
  const figures = { ...noFigures(), unwatched: 0.06 * DAY }
  figures.milliseconds = { ...figures.milliseconds, operational: 0.94 * DAY, unknown: 0.06 * DAY }
  const { share, low, high } = availabilityOf(figures)
  assert.equal(share, null)
  assert.deepEqual([percent(low), percent(high)], ['94.00', '100.00'])
})

test('nothing watched, or nothing but announced maintenance, is no availability at all', () => {
  const night = measure(piecesOf(turns(['under_maintenance', 1440]), [], 0, DAY), [{ from: 0, until: DAY }], 0, DAY)
  assert.deepEqual(availabilityOf(night), { share: null, coverage: 0, low: 0, high: 1 })
  assert.deepEqual(availabilityOf(measure(piecesOf([], [], 0, DAY), [], 0, DAY)).share, null)
})

test('maintenance that was not announced in time counts as not working', () => {
  const figures = measure(piecesOf(turns(['operational', 1380], ['under_maintenance', 60]), [], 0, DAY), [], 0, DAY)
  assert.equal(figures.down, 60 * MINUTE)
})

test('an outage that goes on during announced maintenance counts only outside of it', () => {
  const pieces = piecesOf(turns(['operational', 60], ['major_outage', 120], ['operational', 1260]), [], 0, DAY)
  const figures = measure(pieces, [{ from: 90 * MINUTE, until: 150 * MINUTE }], 0, DAY)
  assert.deepEqual([figures.down, figures.excluded], [60 * MINUTE, 60 * MINUTE])
})

test('a group is the mean of its parts, and lacks data when one of them does', () => {
  const good = { share: 1, coverage: 1, low: 1, high: 1 }
  const half = { share: 0.5, coverage: 1, low: 0.5, high: 0.5 }
  const blind = { share: null, coverage: 0.5, low: 0.4, high: 0.9 }
  assert.equal(meanOf([good, half]).share, 0.75)
  assert.equal(meanOf([good, blind]).share, null)
  assert.equal(meanOf([]).share, null)
})

const logs = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: DAY }),
    late: fc.integer({ min: 0, max: 30 * MINUTE }),
    to: fc.constantFrom(...STATES),
    share: fc.constantFrom(0, 0.25, 0.5, 1),
  }),
  { maxLength: 12 },
)

test('whatever the log, parts of a time add up to the whole, and the availability lies between its bounds', () => {
  fc.assert(
    fc.property(logs, fc.array(fc.integer({ min: 1, max: DAY - 1 }), { maxLength: 6 }), (log, cuts) => {
      const pieces = piecesOf(
        log.map(({ at, late, to, share }) => ({ at, decidedAt: at + late, to, share })),
        [],
        0,
        DAY,
      )
      const excluded = [{ from: 100 * MINUTE, until: 200 * MINUTE }]
      const whole = measure(pieces, excluded, 0, DAY)
      const edges = [0, ...cuts.sort((a, b) => a - b), DAY]
      const parts = edges.slice(1).map((until, index) => measure(pieces, excluded, edges[index] ?? 0, until))
      assert.deepEqual(rounded(sumOf(parts)), rounded(whole))
      assert.equal(lengthOf(whole), DAY)
      const { share, low, high } = availabilityOf(whole)
      assert.ok(low >= 0 && high <= 1 && low <= high)
      if (share !== null) assert.ok(low <= share + 1e-12 && share <= high + 1e-12)
    }),
  )
})

const amendments = fc.array(
  fc.record({
    from: fc.integer({ min: 0, max: 1439 }),
    length: fc.integer({ min: 1, max: 300 }),
    state: fc.constantFrom(...STATES),
    share: fc.constantFrom(0.25, 1),
  }),
  { maxLength: 3 },
)

test('whatever the log, the corrections and the maintenance, the figures are what counting minute by minute gives', () => {
  const late = fc.record({
    at: fc.integer({ min: -200, max: 1439 }),
    late: fc.integer({ min: 0, max: 90 }),
    to: fc.constantFrom(...STATES),
    share: fc.constantFrom(0, 0.25, 1),
  })
  const start = fc.integer({ min: 0, max: 1000 })
  fc.assert(
    fc.property(fc.array(late, { maxLength: 15 }), amendments, start, (log, said, maintenance) => {
      const turns = log.map(({ at, late, to, share }) => ({ at, decidedAt: at + late, to, share }))
      const corrections = said.map(({ from, length, ...one }) => ({ ...one, from, until: from + length }))
      const excluded = [{ from: maintenance, until: maintenance + 180 }]
      const pieces = piecesOf(turns, corrections, 0, 1440)
      const figures = measure(pieces, excluded, 0, 1440)
      const minutes = Array.from({ length: 1440 }, (_, at) => minuteByOracle(turns, corrections, excluded, at))
      const sum = (pick: (one: (typeof minutes)[number]) => number) => minutes.reduce((all, one) => all + pick(one), 0)
      assert.equal(figures.excluded, 180)
      assert.equal(
        figures.unwatched,
        sum(({ counts, state }) => Number(counts && state === 'unknown')),
      )
      assert.equal(
        figures.degraded,
        sum(({ counts, state }) => Number(counts && state === 'degraded_performance')),
      )
      assert.ok(Math.abs(figures.down - sum(({ counts, down }) => (counts ? down : 0))) < 1e-9)
    }),
  )
})

/** Minute `at` of the day: what the last correction says, otherwise the decision made last of those that hold by then. */
function minuteByOracle(turns: Turn[], corrections: Amendment[], excluded: Interval[], at: number) {
  const said = corrections.findLast(({ from, until }) => from <= at && at < until)
  const decided = turns
    .filter((turn) => turn.at <= at)
    .toSorted((a, b) => a.decidedAt - b.decidedAt)
    .at(-1)
  const state = said?.state ?? decided?.to ?? 'unknown'
  const share = (said ?? decided)?.share ?? 0
  const whole = state === 'major_outage' || state === 'under_maintenance' || (state === 'partial_outage' && share === 0)
  const counts = !excluded.some(({ from, until }) => from <= at && at < until)
  return { counts, state, down: state === 'unknown' ? 0 : whole ? 1 : share }
}

function rounded(figures: Figures): Figures {
  return { ...figures, down: Math.round(figures.down * 1000) }
}
