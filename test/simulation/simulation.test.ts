// The figures in short on every test run; `npm run simulate` prints them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_POLICY } from '../../server/incidents/policy.ts'
import { delays, type OUTAGES, quietDays } from './figures.ts'
import { chance } from './random.ts'
import { poissonInterval, summarise } from './statistics.ts'

const SETTING = { policy: DEFAULT_POLICY, repeatAfter: 'any' as const }

test('two quiet days of twenty flows tell nobody anything', async () => {
  const { falseTold, runs } = await quietDays(11, 2, SETTING, () => 0)
  assert.equal(falseTold, 0)
  assert.ok(runs > 2 * 172_800, `only ${runs} runs`)
})

test('outages are told about as soon as the figures say', async () => {
  const mean = async (kind: keyof typeof OUTAGES, trials: number) => {
    const found = await delays(5, kind, trials, SETTING)
    assert.ok(!found.includes(null), `${kind} was missed`)
    return summarise(found.filter((one) => one !== null)).mean
  }
  assert.ok((await mean('hard', 20)) < 25)
  assert.ok((await mean('timeout', 20)) < 44)
  assert.ok((await mean('partial30', 20)) < 180)
})

test('the same seed gives the same world', async () => {
  assert.deepEqual(await delays(9, 'partial50', 3, SETTING), await delays(9, 'partial50', 3, SETTING))
  const draws = Array.from({ length: 20_000 }, chance(3).next)
  assert.ok(Math.abs(draws.reduce((sum, one) => sum + one, 0) / draws.length - 0.5) < 0.01)
  const misses = Array.from({ length: 5000 }, () => 0).map((_, index) => chance(index).misses(0.1))
  assert.ok(Math.abs(misses.reduce((sum, one) => sum + one, 0) / misses.length - 9) < 0.5)
})

test('intervals are those of the books', () => {
  const [low, high] = poissonInterval(0)
  assert.deepEqual([low, high.toFixed(2)], [0, '3.69'])
  assert.deepEqual(
    poissonInterval(10).map((one) => one.toFixed(2)),
    ['4.80', '18.39'],
  )
  const { mean, p95 } = summarise(Array.from({ length: 100 }, (_, index) => index + 1))
  assert.deepEqual({ mean, p95 }, { mean: 50.5, p95: 95 })
})
