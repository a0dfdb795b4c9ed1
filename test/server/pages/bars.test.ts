import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { State } from '../../../data/tables.ts'
import { bars } from '../../../server/pages/bars.ts'
import type { PublicDay } from '../../../server/publish/snapshot.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE

function day(date: number, spent: Partial<Record<State, number>>): PublicDay {
  const none = {
    operational: 0,
    degraded_performance: 0,
    partial_outage: 0,
    major_outage: 0,
    under_maintenance: 0,
    unknown: 0,
  }
  return { day: `2026-11-${String(date).padStart(2, '0')}`, milliseconds: { ...none, ...spent }, incidents: [] }
}

function kinds(...days: PublicDay[]): string[] {
  return bars(days, 'ko').paths.map(({ kind }) => kind)
}

test('a day without record is never green', () => {
  assert.deepEqual(kinds(day(1, {})), ['none'])
  assert.deepEqual(kinds(day(1, { unknown: DAY })), ['none'])
  assert.deepEqual(kinds(day(1, { unknown: DAY * 0.6, operational: DAY * 0.4 })), ['none'])
})

test('a day is coloured by its worst minutes', () => {
  assert.deepEqual(kinds(day(1, { operational: DAY - MINUTE, major_outage: MINUTE })), ['bad'])
  assert.deepEqual(kinds(day(1, { operational: DAY - MINUTE, degraded_performance: MINUTE })), ['warn'])
  assert.deepEqual(kinds(day(1, { operational: DAY })), ['good'])
  assert.deepEqual(kinds(day(1, { under_maintenance: DAY })), ['work'])
})

test('days of the same kind are one path, so that a component costs few bytes', () => {
  const { paths } = bars(
    Array.from({ length: 90 }, (_, index) => day(1 + (index % 30), { operational: DAY })),
    'ko',
  )
  assert.equal(paths.length, 1)
  assert.equal(paths[0]?.d.match(/M/g)?.length, 90)
})

test('the bars are told in words: how many days had trouble, which, how long, and how many have no record', () => {
  const { label } = bars([day(1, {}), day(2, { operational: DAY, major_outage: 80 * MINUTE })], 'ko')
  assert.equal(label, '지난 90일: 장애가 있던 날 1일. 11월 2일 1시간 20분. 기록 없음 1일')
})

test('availability is the watched time without an outage, and false when under 95 % was watched', () => {
  assert.equal(bars([day(1, { operational: DAY / 2, major_outage: DAY / 2 })], 'ko').availability, '50.00%')
  assert.equal(bars([day(1, { operational: DAY * 0.9, unknown: DAY * 0.1 })], 'ko').availability, false)
  assert.equal(bars([day(1, {})], 'ko').availability, false)
})

test('maintenance counts neither for nor against availability', () => {
  assert.equal(bars([day(1, { operational: DAY / 2, under_maintenance: DAY / 2 })], 'ko').availability, '100%')
})
