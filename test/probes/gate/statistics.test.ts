import assert from 'node:assert/strict'
import test from 'node:test'
import { chanceOfWorse, median, rankedAbove } from '../../../probes/gate/statistics.ts'

const near = (found: number, wanted: number) => assert.ok(Math.abs(found - wanted) < 1e-4, `${found}, not ${wanted}`)

test('the median is in the middle', () => {
  assert.equal(median([3, 1, 2]), 2)
  assert.equal(median([10, 4, 2, 1]), 3)
  assert.ok(Number.isNaN(median([])))
})

test('Fisher: the chance of so many bad runs, where both places are alike', () => {
  // Fisher's tea: 1 of 4 wrong against 3 of 4 wrong is 17/70
  near(chanceOfWorse({ good: 3, bad: 1 }, { good: 1, bad: 3 }), 17 / 70)
  near(chanceOfWorse({ good: 3, bad: 0 }, { good: 0, bad: 3 }), 1 / 20)
  near(chanceOfWorse({ good: 10, bad: 0 }, { good: 10, bad: 0 }), 1)
  near(chanceOfWorse({ good: 5, bad: 5 }, { good: 10, bad: 0 }), 1)
  near(chanceOfWorse({ good: 0, bad: 0 }, { good: 1, bad: 1 }), 1)
})

test('Mann-Whitney: ranks count, distances do not', () => {
  near(rankedAbove([1, 2, 3], [4, 5, 6]), 4 / Math.sqrt((9 * 7) / 12))
  assert.equal(rankedAbove([1, 2, 3], [4, 5, 6000]), rankedAbove([1, 2, 3], [4, 5, 6]))
  assert.ok(rankedAbove([5, 5, 5], [5, 5, 5]) < 0)
  assert.equal(rankedAbove([], [1]), 0)
})
