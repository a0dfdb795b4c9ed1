// Chance with a seed: the same seed gives the same world, on every machine.

export type Chance = {
  /** Uniform in [0, 1). */
  next: () => number
  /** Uniform in [from, until). */
  between: (from: number, until: number) => number
  /** True with this probability. */
  happens: (probability: number) => boolean
  pick: <T>(items: readonly T[]) => T
  /** Waiting time until the next event of a Poisson process with this mean. */
  wait: (mean: number) => number
  /** How many times in a row something of this probability does not happen before it does. */
  misses: (probability: number) => number
  /** Chance of its own for one part of the world, so that more draws there change nothing elsewhere. */
  fork: (part: number) => Chance
}

/** sfc32 (Chris Doty-Humphrey, PractRand), seeded through splitmix32. */
export function chance(seed: number): Chance {
  let mix = seed >>> 0
  const word = () => {
    mix = (mix + 0x9e3779b9) | 0
    let z = Math.imul(mix ^ (mix >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) | 0
  }
  let [a, b, c, counter] = [word(), word(), word(), 1]
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  for (let warm = 0; warm < 12; warm += 1) next()
  const one: Chance = {
    next,
    between: (from, until) => from + (until - from) * next(),
    happens: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)] as (typeof items)[number],
    wait: (mean) => -Math.log(1 - next()) * mean,
    misses: (probability) => Math.floor(Math.log(1 - next()) / Math.log(1 - probability)),
    fork: (part) => chance((seed ^ Math.imul(part + 1, 0x85ebca6b)) >>> 0),
  }
  return one
}
