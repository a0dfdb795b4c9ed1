// What a sample says, with intervals that hold in 95 of 100 such samples. Pure.

export type Interval = [low: number, high: number]
export type Summary = { count: number; mean: number; meanInterval: Interval; p95: number; p95Interval: Interval }

const Z = 1.96

/** Of delays; NaN everywhere for an empty sample. */
export function summarise(values: number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b)
  const count = sorted.length
  const mean = sorted.reduce((sum, one) => sum + one, 0) / count
  const variance = sorted.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, count - 1)
  const error = Z * Math.sqrt(variance / count)
  const spread = Z * Math.sqrt(count * 0.95 * 0.05)
  return {
    count,
    mean,
    meanInterval: [mean - error, mean + error],
    p95: at(sorted, 0.95 * count),
    p95Interval: [at(sorted, 0.95 * count - spread), at(sorted, 0.95 * count + spread)],
  }
}

/** Of the mean of a Poisson count (Garwood's exact interval, by bisection). */
export function poissonInterval(count: number): Interval {
  const low = count === 0 ? 0 : solve((mean) => 1 - below(count - 1, mean), 0.025)
  return [low, solve((mean) => 1 - below(count, mean), 0.975)]
}

function at(sorted: number[], rank: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(rank) - 1))] ?? Number.NaN
}

/** Probability of at most `count` events. */
function below(count: number, mean: number): number {
  let term = Math.exp(-mean)
  let sum = term
  for (let k = 1; k <= count; k += 1) {
    term *= mean / k
    sum += term
  }
  return sum
}

/** Where a growing function of a mean reaches `value`. */
function solve(grows: (mean: number) => number, value: number): number {
  let [low, high] = [0, 1]
  while (grows(high) < value) high *= 2
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (grows(middle) < value) low = middle
    else high = middle
  }
  return high
}
