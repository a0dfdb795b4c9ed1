// Whether a provider among several is called: left alone when it fails or is slow, then tried with one call, then with ever more. Pure.

const WINDOW_MS = 30_000
const LEAST_CALLS = 20
const FAILING_SHARE = 0.5
const SLOW_MS = 10_000
const OPEN_MS = 30_000
/** Shares of the load after it was left alone, with how many good calls lead on from each; the first is a single call. */
const STEPS = [
  { share: 0, calls: 1 },
  { share: 0.05, calls: 3 },
  { share: 0.25, calls: 5 },
] as const

export type Call = { at: number; ok: boolean; ms: number }
/** `step`: how far it is back (null: wholly); `good`: good calls since that step; `probing`: a single call is on its way since then. */
export type Breaker = { calls: Call[]; openUntil: number; step: number | null; good: number; probingAt: number | null }

export const CLOSED: Breaker = { calls: [], openUntil: 0, step: null, good: 0, probingAt: null }

/** The share of the load that it may have now, 0 … 1. */
export function shareOf({ openUntil, step, probingAt }: Breaker, now: number): number {
  if (now < openUntil) return 0
  if (step === null) return 1
  if (step > 0) return STEPS[step]?.share ?? 1
  // one call at a time; one that never came back is forgotten
  return probingAt === null || now - probingAt > OPEN_MS ? 1 : 0
}

/** Before a call. */
export function called(breaker: Breaker, now: number): Breaker {
  return breaker.step === 0 ? { ...breaker, probingAt: now } : breaker
}

/** After a call. */
export function returned(breaker: Breaker, call: Call): Breaker {
  const calls = [...breaker.calls.filter(({ at }) => at > call.at - WINDOW_MS), call]
  const { step } = breaker
  if (step === null) return isBad(calls) ? opened(call.at) : { ...breaker, calls }
  return call.ok ? further({ ...breaker, calls, probingAt: null }, step) : opened(call.at)
}

function opened(now: number): Breaker {
  return { calls: [], openUntil: now + OPEN_MS, step: 0, good: 0, probingAt: null }
}

function further(breaker: Breaker, step: number): Breaker {
  const good = breaker.good + 1
  if (good < (STEPS[step]?.calls ?? 1)) return { ...breaker, good }
  return step + 1 < STEPS.length ? { ...breaker, step: step + 1, good: 0 } : CLOSED
}

function isBad(calls: Call[]): boolean {
  if (calls.length < LEAST_CALLS) return false
  if (calls.filter(({ ok }) => !ok).length > calls.length * FAILING_SHARE) return true
  const times = calls.map(({ ms }) => ms).sort((a, b) => a - b)
  return (times[Math.floor(times.length * 0.95)] ?? 0) > SLOW_MS
}
