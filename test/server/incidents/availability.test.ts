import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { STATES } from '../../../data/tables.ts'
import { firstDay, publicDays, startOfDay, type Turn } from '../../../server/incidents/availability.ts'

const HOUR = 3600_000
/** 24 November 2026, 15:00 KST. */
const NOW = Date.UTC(2026, 10, 24, 6)
const MIDNIGHT = Date.UTC(2026, 10, 23, 15)

test('there are ninety days, the last one is today in Korea and ends now', () => {
  const days = publicDays([], [], NOW)
  assert.deepEqual([days.length, days[0]?.day, days.at(-1)?.day], [90, '2026-08-27', '2026-11-24'])
  assert.equal(days.at(-1)?.milliseconds.unknown, 15 * HOUR)
})

test('a day of Korea begins at midnight in Seoul', () => {
  assert.equal(startOfDay(MIDNIGHT), MIDNIGHT)
  assert.equal(startOfDay(MIDNIGHT - 1), MIDNIGHT - 24 * HOUR)
})

test('an outage over midnight is cut at midnight', () => {
  const turns: Turn[] = [
    { at: MIDNIGHT - 24 * HOUR, to: 'operational' },
    { at: MIDNIGHT - HOUR, to: 'major_outage' },
    { at: MIDNIGHT + 2 * HOUR, to: 'operational' },
  ]
  const [yesterday, today] = publicDays(turns, [], NOW).slice(-2)
  assert.deepEqual([yesterday?.milliseconds.operational, yesterday?.milliseconds.major_outage], [23 * HOUR, HOUR])
  assert.deepEqual([today?.milliseconds.operational, today?.milliseconds.major_outage], [13 * HOUR, 2 * HOUR])
})

test('the state before the ninety days goes on into them; time before the first transition is unknown', () => {
  const old = publicDays([{ at: firstDay(NOW) - HOUR, to: 'operational' }], [], NOW)
  assert.equal(old[0]?.milliseconds.operational, 24 * HOUR)
  const young = publicDays([{ at: MIDNIGHT + HOUR, to: 'operational' }], [], NOW)
  assert.deepEqual([young.at(-1)?.milliseconds.unknown, young.at(-1)?.milliseconds.operational], [HOUR, 14 * HOUR])
})

test('an incident is named on each day that it touches', () => {
  const days = publicDays(
    [],
    [
      { id: 'one', beganAt: MIDNIGHT - HOUR, recoveredAt: MIDNIGHT + HOUR },
      { id: 'two', beganAt: NOW - HOUR, recoveredAt: null },
    ],
    NOW,
  )
  assert.deepEqual(
    days.slice(-3).map(({ incidents }) => incidents),
    [[], ['one'], ['one', 'two']],
  )
})

test('whatever happened, the milliseconds of a day are the part of it that has passed', () => {
  const turn = fc.record({
    at: fc.integer({ min: firstDay(NOW) - 5 * 24 * HOUR, max: NOW }),
    to: fc.constantFrom(...STATES),
  })
  fc.assert(
    fc.property(fc.array(turn), fc.integer({ min: NOW, max: NOW + 30 * 24 * HOUR }), (unsorted, now) => {
      const days = publicDays(
        unsorted.sort((a, b) => a.at - b.at),
        [],
        now,
      )
      const sums = days.map(({ milliseconds }) => Object.values(milliseconds).reduce((a, b) => a + b, 0))
      assert.ok(sums.slice(0, -1).every((sum) => sum === 24 * HOUR))
      assert.equal(sums.at(-1), now - startOfDay(now))
    }),
  )
})
