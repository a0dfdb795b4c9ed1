// The few sums by which two places are told apart.

/** The middle of `values`; of an even number, the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  if (sorted.length % 2 === 1) return sorted[middle] ?? NaN
  return ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}

export type Count = { good: number; bad: number }

/** Fisher's exact test, one-sided: how likely `target` has at least so many bad runs when both places are alike. */
export function chanceOfWorse(base: Count, target: Count): number {
  const [baseRuns, targetRuns] = [base.good + base.bad, target.good + target.bad]
  const bad = base.bad + target.bad
  const all = logChoose(baseRuns + targetRuns, bad)
  let chance = 0
  for (let count = target.bad; count <= Math.min(bad, targetRuns); count++) {
    if (bad - count > baseRuns) continue
    chance += Math.exp(logChoose(targetRuns, count) + logChoose(baseRuns, bad - count) - all)
  }
  return Math.min(1, chance)
}

function logChoose(from: number, taken: number): number {
  let sum = 0
  for (let index = 1; index <= taken; index++) sum += Math.log((from - taken + index) / index)
  return sum
}

/**
 * Mann and Whitney's test: by how many standard deviations more often than by chance a value of `target` is above one of `base`
 * (normal approximation with continuity; ties count half). One outlier moves it by one rank only. 0 when there is nothing to tell.
 */
export function rankedAbove(base: readonly number[], target: readonly number[]): number {
  const pairs = base.length * target.length
  if (pairs === 0) return 0
  const above = target.reduce((sum, value) => sum + base.reduce((won, other) => won + duel(value, other), 0), 0)
  const deviation = Math.sqrt((pairs * (base.length + target.length + 1)) / 12)
  return (above - pairs / 2 - 0.5) / deviation
}

function duel(value: number, other: number): number {
  if (value === other) return 0.5
  return value > other ? 1 : 0
}
