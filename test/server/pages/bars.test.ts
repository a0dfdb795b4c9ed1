import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { State } from '../../../data/tables.ts'
import { availabilityOf, noFigures, sumOf } from '../../../server/incidents/availability.ts'
import { bars } from '../../../server/pages/bars.ts'
import type { PublicDay } from '../../../server/publish/snapshot.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE

function day(date: number, spent: Partial<Record<State, number>>, more: Partial<PublicDay> = {}): PublicDay {
  const figures = noFigures()
  return {
    ...figures,
    milliseconds: { ...figures.milliseconds, ...spent },
    unwatched: spent.unknown ?? 0,
    down: spent.major_outage ?? 0,
    degraded: spent.degraded_performance ?? 0,
    day: `2026-11-${String(date).padStart(2, '0')}`,
    corrected: false,
    note: '',
    incidents: [],
    ...more,
  }
}

function shown(...days: PublicDay[]) {
  const { down, degraded, ...figures } = sumOf(days)
  return bars(days, { ...availabilityOf({ down, degraded, ...figures }), down, degraded }, 'ko')
}

function kinds(...days: PublicDay[]): string[] {
  return shown(...days).paths.map(({ kind }) => kind)
}

test('a day without record is never green', () => {
  assert.deepEqual(kinds(day(1, {})), ['none'])
  assert.deepEqual(kinds(day(1, { unknown: DAY })), ['none'])
  assert.deepEqual(kinds(day(1, { unknown: DAY * 0.6, operational: DAY * 0.4 })), ['none'])
})

test('a day is coloured by how long it did not work, weighed by the share that did not', () => {
  assert.deepEqual(kinds(day(1, { operational: DAY - 10 * MINUTE, major_outage: 10 * MINUTE })), ['bad'])
  assert.deepEqual(kinds(day(1, { operational: DAY - MINUTE, major_outage: MINUTE })), ['warn'])
  assert.deepEqual(kinds(day(1, { partial_outage: 30 * MINUTE }, { down: 9 * MINUTE })), ['warn'])
  assert.deepEqual(kinds(day(1, { operational: DAY - MINUTE, degraded_performance: MINUTE })), ['warn'])
  assert.deepEqual(kinds(day(1, { operational: DAY })), ['good'])
  assert.deepEqual(kinds(day(1, { under_maintenance: DAY })), ['work'])
})

test('days of the same kind are one path, so that a component costs few bytes', () => {
  const { paths } = shown(...Array.from({ length: 90 }, (_, index) => day(1 + (index % 30), { operational: DAY })))
  assert.equal(paths.length, 1)
  assert.equal(paths[0]?.d.match(/M/g)?.length, 90)
})

test('the bars are told in words: how many days had trouble, which, how long, and how many have no record', () => {
  const { label } = shown(day(1, {}), day(2, { operational: DAY, major_outage: 80 * MINUTE }))
  assert.equal(label, '지난 90일: 장애가 있던 날 1일. 11월 2일 1시간 20분. 기록 없음 1일')
})

test('availability is the watched time that worked, and false when under 95 % was watched', () => {
  assert.equal(shown(day(1, { operational: DAY / 2, major_outage: DAY / 2 })).availability, '50.00%')
  const blind = shown(day(1, { operational: DAY * 0.9, unknown: DAY * 0.1 }))
  assert.deepEqual([blind.availability, blind.coverage, blind.low, blind.high], [false, '90.0%', '90.00%', '100%'])
  assert.equal(shown(day(1, {})).availability, false)
})

test('a corrected day says so, with the words of who corrected it', () => {
  const { corrections } = shown(
    day(1, { operational: DAY }),
    day(2, {}, { corrected: true, note: '시험 계정 잠김' }),
    day(3, {}, { corrected: true }),
  )
  assert.deepEqual(corrections, [
    { day: '2026-11-02', name: '11월 2일', note: '시험 계정 잠김' },
    { day: '2026-11-03', name: '11월 3일', note: '나중에 확인된 자료를 반영함' },
  ])
})
