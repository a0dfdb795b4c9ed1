import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SPANS } from '../../../data/tables.ts'
import {
  bucketOf,
  bucketsBetween,
  firstDay,
  namedMonth,
  startOfDay,
} from '../../../server/incidents/availability-calendar.ts'
import { kstDay } from '../../../views/format.ts'

const kst = (text: string) => Date.parse(`${text}+09:00`)

test('a day of Korea begins at midnight in Seoul', () => {
  const midnight = kst('2026-11-24T00:00:00')
  assert.equal(startOfDay(midnight), midnight)
  assert.equal(startOfDay(midnight - 1), midnight - 86_400_000)
  assert.equal(kstDay(midnight), '2026-11-24')
  assert.equal(kstDay(midnight - 1), '2026-11-23')
})

test('of ninety days the last one is today', () => {
  assert.equal(kstDay(firstDay(kst('2026-11-24T15:00:00'))), '2026-08-27')
})

test('a month of Korea ends at midnight in Seoul, in leap years and over the end of a year alike', () => {
  const month = (text: string) => bucketOf('month', kst(text))
  assert.deepEqual(month('2028-02-29T23:59:59'), {
    from: kst('2028-02-01T00:00:00'),
    until: kst('2028-03-01T00:00:00'),
  })
  assert.deepEqual(month('2026-12-31T23:59:59'), {
    from: kst('2026-12-01T00:00:00'),
    until: kst('2027-01-01T00:00:00'),
  })
  assert.deepEqual(month('2027-01-01T00:00:00').from, kst('2027-01-01T00:00:00'))
  assert.deepEqual(namedMonth('2026-12'), month('2026-12-15T00:00:00'))
  assert.deepEqual([namedMonth('2026-13'), namedMonth('november')], [null, null])
})

test('buckets of every span follow each other without gaps and cover what was asked for', () => {
  const from = fc.integer({ min: kst('2026-01-01T00:00:00'), max: kst('2028-12-31T00:00:00') })
  fc.assert(
    fc.property(fc.constantFrom(...SPANS), from, fc.integer({ min: 1, max: 86_400_000 }), (span, start, length) => {
      const buckets = bucketsBetween(span, start, start + length)
      assert.ok((buckets[0]?.from ?? start + 1) <= start)
      assert.ok((buckets.at(-1)?.until ?? 0) >= start + length)
      assert.ok((buckets.at(-1)?.from ?? 0) < start + length)
      for (const [index, { until }] of buckets.slice(0, -1).entries()) assert.equal(buckets[index + 1]?.from, until)
    }),
  )
})
