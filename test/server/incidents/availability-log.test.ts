import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { State } from '../../../data/tables.ts'
import { type Amendment, piecesOf, type Turn } from '../../../server/incidents/availability-log.ts'

const turn = (at: number, to: State, decidedAt = at, share = 0): Turn => ({ at, to, decidedAt, share })

function told(turns: Turn[], amendments: Amendment[] = [], from = 0, until = 100): string[] {
  return piecesOf(turns, amendments, from, until).map(
    ({ from, until, state, share }) => `${from}-${until} ${state} ${share}`,
  )
}

test('time before the first decision is unknown, and the last one holds on', () => {
  assert.deepEqual(told([turn(40, 'operational')]), ['0-40 unknown 0', '40-100 operational 0'])
  assert.deepEqual(told([]), ['0-100 unknown 0'])
})

test('what began before the time goes on into it', () => {
  assert.deepEqual(told([turn(-50, 'operational'), turn(-10, 'major_outage')]), ['0-100 major_outage 1'])
})

test('a later decision takes the place of everything from its instant on', () => {
  const silent = [turn(10, 'operational'), turn(60, 'unknown', 60)]
  assert.deepEqual(told([...silent, turn(50, 'major_outage', 70)]), [
    '0-10 unknown 0',
    '10-50 operational 0',
    '50-100 major_outage 1',
  ])
})

test('a decision about a time before the one asked for still overrules earlier ones within it', () => {
  const turns = [turn(10, 'operational'), turn(60, 'degraded_performance', 62), turn(5, 'major_outage', 80)]
  assert.deepEqual(told(turns, [], 20, 100), ['20-100 major_outage 1'])
})

test('one network failing counts by its share, an outage in full, and an outage of unknown size in full', () => {
  const turns = [turn(0, 'operational', 0, 0.25), turn(20, 'partial_outage', 20, 0.5), turn(40, 'partial_outage')]
  assert.deepEqual(told(turns), ['0-20 operational 0.25', '20-40 partial_outage 0.5', '40-100 partial_outage 1'])
})

test('a correction takes the place of the log where it holds, the last one made over earlier ones', () => {
  const log = [turn(0, 'operational'), turn(30, 'major_outage'), turn(70, 'operational')]
  const works = { from: 30, until: 70, state: 'operational' as const, share: 0 }
  assert.deepEqual(told(log, [works]), ['0-30 operational 0', '30-70 operational 0', '70-100 operational 0'])
  const half = { from: 60, until: 200, state: 'partial_outage' as const, share: 0.5 }
  assert.deepEqual(told(log, [works, half]), ['0-30 operational 0', '30-60 operational 0', '60-100 partial_outage 0.5'])
  assert.deepEqual(told(log, [{ ...half, from: 150 }]), told(log))
})
