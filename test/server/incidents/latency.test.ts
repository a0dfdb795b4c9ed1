// Slowness that lasts: over a change of the kind of day, and at one network alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remember } from '../../../server/incidents/evidence.ts'
import { type Memory, NO_MEMORY } from '../../../server/incidents/memory.ts'
import { DEFAULT_POLICY } from '../../../server/incidents/policy.ts'
import { evidence } from './play.ts'

const GROUPS = ['seoul', 'busan', 'jeju']
/** 16:00 on a Tuesday in Korea. */
const AFTERNOON = Date.UTC(2026, 10, 24, 7, 0)
const MINUTE = 60_000

/** Runs each minute from `from` on, with durations by group (ms). */
function live(memory: Memory, from: number, minutes: number, durationOf: (group: string) => number): Memory {
  let after = memory
  for (let minute = 0; minute < minutes; minute += 1) {
    for (const [index, group] of GROUPS.entries()) {
      const at = from + minute * MINUTE + index * 1000
      const ran = { ...evidence(`a@${group}`, minute, '.', at, 60), durationMs: durationOf(group) }
      after = remember(after, ran, DEFAULT_POLICY, GROUPS, at + ran.durationMs).memory
    }
  }
  return after
}

const slowSince = (memory: Memory) => memory.flows[0]?.slowSince ?? null
const slow = () => {
  const usual = live(NO_MEMORY, AFTERNOON, 60, () => 1000)
  const memory = live(usual, AFTERNOON + 60 * MINUTE, 50, () => 3000)
  assert.equal(slowSince(memory), AFTERNOON + 60 * MINUTE)
  return memory
}

test('what is slow at closing time is still slow afterwards, though nobody knows yet how long it takes then', () => {
  const evening = live(slow(), AFTERNOON + 110 * MINUTE, 60, () => 3000)
  assert.equal(slowSince(evening), AFTERNOON + 60 * MINUTE)
  assert.equal(slowSince(live(evening, AFTERNOON + 170 * MINUTE, 10, () => 1000)), null)
})

test('how long it takes in the evening is learned as it is, where nothing was slow', () => {
  const usual = live(NO_MEMORY, AFTERNOON, 110, () => 1000)
  assert.equal(slowSince(live(usual, AFTERNOON + 120 * MINUTE, 120, () => 3000)), null)
})

test('what one network alone goes on to find slow does not keep up a degradation, what two do does', () => {
  const from = AFTERNOON + 110 * MINUTE
  assert.equal(slowSince(live(slow(), from, 30, (group) => (group === 'seoul' ? 3000 : 1000))), null)
  assert.notEqual(slowSince(live(slow(), from, 30, (group) => (group === 'jeju' ? 1000 : 3000))), null)
})
