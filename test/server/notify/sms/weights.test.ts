import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shifted, type Weight } from '../../../../server/notify/sms/weights.ts'

const MINUTE = 60_000
const EVEN = new Map<string, Weight>([
  ['a', { weight: 50, usual: 50, changedAt: 0 }],
  ['b', { weight: 50, usual: 50, changedAt: 0 }],
])
const deliveries = (a: number, b: number, taken = 100) =>
  new Map([
    ['a', { taken, arrived: a }],
    ['b', { taken, arrived: b }],
  ])
const weightsOf = (weights: Map<string, Weight>) => [...weights.values()].map(({ weight }) => weight)

test('a provider whose texts are late gets fewer, step by step, and never none', () => {
  let weights = EVEN
  const seen = []
  for (let minute = 10; minute <= 45; minute += 1) {
    weights = shifted(weights, deliveries(50, 99), minute * MINUTE)
    seen.push(weightsOf(weights)[0])
  }
  assert.deepEqual([...new Set(seen)], [40, 30, 20, 10, 5])
  assert.equal(seen.filter((weight) => weight === 40).length, 5)
  assert.equal(weightsOf(weights)[1], 50)
})

test('it comes back by a step every quarter of an hour, and no further than it was', () => {
  let weights = new Map(EVEN).set('a', { weight: 25, usual: 50, changedAt: 0 })
  const seen = []
  for (let minute = 1; minute <= 60; minute += 1) {
    weights = shifted(weights, deliveries(99, 99), minute * MINUTE)
    seen.push(weightsOf(weights)[0])
  }
  assert.deepEqual([...new Set(seen)], [25, 35, 45, 50])
})

test('nothing changes while all are slow, while nothing is known, or for a handful of texts', () => {
  const now = 60 * MINUTE
  for (const known of [deliveries(10, 10), new Map(), deliveries(0, 19, 19)]) {
    assert.deepEqual(weightsOf(shifted(EVEN, known, now)), [50, 50])
  }
})
