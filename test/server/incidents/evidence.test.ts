import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Memory, NO_MEMORY, remember } from '../../../server/incidents/evidence.ts'
import { DEFAULT_POLICY } from '../../../server/incidents/policy.ts'
import { evidence, START } from './play.ts'

const MINUTE = 60_000

function after(signs: string): Memory {
  return [...signs].reduce((memory, sign, index) => {
    const at = START + index * MINUTE
    return remember(memory, evidence('a', index, sign as '.', at, 60), DEFAULT_POLICY, at).memory
  }, NO_MEMORY)
}

test('it counts what came in a row, since when, and which results it rests on', () => {
  const [seen] = after('..xxxxxxx').sightings
  assert.equal(seen?.failed.count, 7)
  assert.equal(seen?.failed.since, START + 2 * MINUTE)
  assert.deepEqual(seen?.failed.results, ['a-2', 'a-5', 'a-6', 'a-7', 'a-8'])
  assert.equal(seen?.ok.count, 0)
})

test('slow runs work, but are not ok', () => {
  const [seen] = after('.ss').sightings
  assert.deepEqual([seen?.slow.count, seen?.ok.count, seen?.working.count], [2, 0, 3])
})

test('evidence is fresh for three intervals and the timeout after the start of the run', () => {
  assert.equal(after('.').sightings[0]?.freshUntil, START + (3 * 60 + 20) * 1000)
})

test('an inconclusive run changes neither streaks nor freshness', () => {
  const before = after('.x').sightings[0]
  const later = after('.x?').sightings[0]
  assert.deepEqual(later, { ...before, lastStartedAt: START + 2 * MINUTE })
})

test('a result that arrives late is history only', () => {
  const late = evidence('a', 0, 'x', START, 60)
  assert.equal(remember(NO_MEMORY, late, DEFAULT_POLICY, START + 120_000).reason, 'taken')
  assert.deepEqual(remember(NO_MEMORY, late, DEFAULT_POLICY, START + 120_001), { memory: NO_MEMORY, reason: 'late' })
})

test('lateness counts from the end of a run, not from its start', () => {
  const long = { ...evidence('a', 0, 'x', START, 300), durationMs: 90_000 }
  assert.equal(remember(NO_MEMORY, long, DEFAULT_POLICY, START + 200_000).reason, 'taken')
})

test('a result older than the last of its flow and location is history only; of another location it counts', () => {
  const memory = after('..')
  const older = (track: string) =>
    remember(memory, evidence(track, 9, 'x', START + 30_000, 60), DEFAULT_POLICY, START + MINUTE)
  assert.equal(older('a').reason, 'older-than-last')
  assert.equal(older('a@busan').reason, 'taken')
})

test('an agent whose clock is ahead does not buy freshness with it', () => {
  const ahead = evidence('a', 0, '.', START + 4 * MINUTE, 60)
  const { memory } = remember(NO_MEMORY, ahead, DEFAULT_POLICY, START)
  assert.equal(memory.sightings[0]?.freshUntil, START + (3 * 60 + 20) * 1000)
})

test('runs before a silence are not in a row with those after it', () => {
  const at = START + 10 * MINUTE
  const { memory } = remember(after('.x'), evidence('a', 9, 'x', at, 60), DEFAULT_POLICY, at)
  assert.deepEqual([memory.sightings[0]?.failed.count, memory.sightings[0]?.failed.since], [1, at])
})

test('a flow that was silent for a day is forgotten', () => {
  const at = START + 25 * 60 * MINUTE
  const { memory } = remember(after('..'), evidence('b', 9, '.', at, 60), DEFAULT_POLICY, at)
  assert.deepEqual(
    memory.sightings.map(({ flow }) => flow),
    ['b'],
  )
})
