import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { occurrences, ruleMistake } from '../../../server/incidents/maintenance-rule.ts'
import { kstDay } from '../../../views/format.ts'

const DAY = 86_400_000
const at = (text: string) => Date.parse(`${text}+09:00`)
const wall = (instant: number) => new Date(instant + 9 * 3600_000).toISOString().slice(0, 16)

test('days are Korean days: the first Saturday in Seoul is still Friday in Greenwich', () => {
  const starts = occurrences(
    'FREQ=MONTHLY;BYDAY=1SA',
    at('2026-12-05T01:00'),
    at('2026-12-01T00:00'),
    at('2027-03-31T00:00'),
  )
  assert.deepEqual(starts.map(wall), ['2026-12-05T01:00', '2027-01-02T01:00', '2027-02-06T01:00', '2027-03-06T01:00'])
})

test('midnight belongs to the day that begins', () => {
  const starts = occurrences(
    'FREQ=WEEKLY;BYDAY=SU',
    at('2026-12-06T00:00'),
    at('2026-12-06T00:00'),
    at('2026-12-20T00:00'),
  )
  assert.deepEqual(starts.map(wall), ['2026-12-06T00:00', '2026-12-13T00:00'])
  assert.deepEqual(starts.map(kstDay), ['2026-12-06', '2026-12-13'])
})

test('a month without the day is left out', () => {
  const starts = occurrences(
    'FREQ=MONTHLY;BYMONTHDAY=31',
    at('2026-12-31T22:00'),
    at('2026-12-01T00:00'),
    at('2027-04-01T00:00'),
  )
  assert.deepEqual(starts.map(wall), ['2026-12-31T22:00', '2027-01-31T22:00', '2027-03-31T22:00'])
})

test('the last day of UNTIL belongs to the series', () => {
  const rule = 'FREQ=DAILY;UNTIL=20261207T145959Z'
  const starts = occurrences(rule, at('2026-12-05T23:30'), at('2026-12-01T00:00'), at('2027-04-01T00:00'))
  assert.deepEqual(starts.map(kstDay), ['2026-12-05', '2026-12-06', '2026-12-07'])
})

test('a rule that never comes true is told at once', () => {
  assert.match(ruleMistake('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', at('2026-12-05T01:00')) ?? '', /never happens/)
})

test('any weekly rule happens at the same time of its days, each seven days after the last, whatever part of it is asked for', () => {
  const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
  const minute = fc.integer({ min: 0, max: 7 * 1440 - 1 })
  fc.assert(
    fc.property(minute, fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 60 }), (offset, skip, span) => {
      const first = at('2026-11-01T00:00') + offset * 60_000
      const rule = `FREQ=WEEKLY;BYDAY=${weekdays[new Date(first + 9 * 3600_000).getUTCDay()]}`
      const from = first + skip * DAY
      const expected: number[] = []
      for (let start = first; start < from + span * DAY; start += 7 * DAY) if (start >= from) expected.push(start)
      assert.equal(ruleMistake(rule, first), null)
      assert.deepEqual(occurrences(rule, first, from, from + span * DAY), expected)
    }),
  )
})
