import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_POLICY } from '../../../server/incidents/policy.ts'
import { instantsIn, lengthsOf, momentsBetween } from '../../../server/replay/moments.ts'

const T = Date.UTC(2026, 10, 24)

test('every length that the policy names, and its parts and multiples that deciding uses', () => {
  const lengths = lengthsOf({ policy: { ...DEFAULT_POLICY, oneNetworkAfterSeconds: 181, resolveAfterSeconds: 120 } })
  for (const seconds of [0, 181, 120, 60, DEFAULT_POLICY.unstableSlotSeconds * 21]) {
    assert.ok(lengths.includes(seconds * 1000), String(seconds))
  }
})

test('instants are found however deep', () => {
  assert.deepEqual(instantsIn({ a: [{ since: T, count: 5 }], b: null, c: 'text', d: T + 1 }), [T, T + 1])
})

test('a long time has the second after each instant and length, and one a minute', () => {
  const seconds = momentsBetween([T + 1500], [0, 100_000], T, T + 130_000).map((at) => (at - T) / 1000)
  assert.deepEqual(seconds, [1, 2, 61, 102, 121])
})

test('a short time has every second, and no time has none', () => {
  assert.deepEqual(momentsBetween([], [], T + 1, T + 3000), [T + 1000, T + 2000])
  assert.deepEqual(momentsBetween([], [], T, T), [])
})
