// Which share of the texts a provider gets, by how many of them arrive in time: less while it is slow and another is not, then slowly back
// to what the configuration gives it (as GOV.UK Notify does). Pure.

const MINUTE = 60_000
const STEP = 10
const LEAST = 5
/** Of what was taken in a quarter of an hour, so much not arrived within five minutes is slow. */
const LATE_SHARE = 0.15
/** Fewer texts say nothing. */
const LEAST_TEXTS = 20
const LESS_AFTER_MS = 5 * MINUTE
const BACK_AFTER_MS = 15 * MINUTE

/** `weight`: now; `usual`: of the configuration; `changedAt`: when it last changed (UTC ms). */
export type Weight = { weight: number; usual: number; changedAt: number }
/** Of one provider: texts that had five minutes to arrive, and those that did. Missing: it was sent nothing. */
export type Deliveries = ReadonlyMap<string, { taken: number; arrived: number }>

/** The weights by name of provider as they should be from now on. */
export function shifted(
  weights: ReadonlyMap<string, Weight>,
  deliveries: Deliveries,
  now: number,
): Map<string, Weight> {
  const slow = new Set([...weights.keys()].filter((name) => isSlow(deliveries, name)))
  const allSlow = slow.size === weights.size
  return new Map(
    [...weights].map(([name, one]) => {
      const idle = now - one.changedAt
      if (slow.has(name) && !allSlow && idle >= LESS_AFTER_MS) return [name, changed(one, -STEP, now)]
      if (!slow.has(name) && one.weight < one.usual && idle >= BACK_AFTER_MS) return [name, changed(one, STEP, now)]
      return [name, one]
    }),
  )
}

function isSlow(deliveries: Deliveries, name: string): boolean {
  const { taken, arrived } = deliveries.get(name) ?? { taken: 0, arrived: 0 }
  return taken >= LEAST_TEXTS && taken - arrived > taken * LATE_SHARE
}

function changed({ weight, usual }: Weight, by: number, now: number): Weight {
  const least = Math.min(LEAST, usual)
  return { weight: Math.max(least, Math.min(usual, weight + by)), usual, changedAt: now }
}
