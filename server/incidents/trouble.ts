// What is broken by the flows that fail or are slow: as what, how much of it, since when, and by which fault. Pure.
import type { State } from '../../data/tables.ts'
import type { Fault } from '../../probes/result.ts'
import { answer } from './answer.ts'
import type { Decision, Reason, Situation } from './decide.ts'
import { compareTrouble, isTrouble } from './severity.ts'
import type { Ground, Signal } from './signals.ts'

export function trouble(situation: Situation, signals: Signal[]): Decision | null {
  const failing = signals.filter((one) => one.fresh && fails(one, situation))
  const slow = signals.filter(({ fresh, level }) => fresh && level === 'slow')
  const bad = failing.length > 0 ? failing : slow
  if (bad.length === 0) return null
  const { state: before } = situation.current
  const wholly = (one: Signal) => one.wholly || (before === 'major_outage' && !one.mixed)
  const everything = signals.every((one) => (one.fresh ? one.level === 'failing' && wholly(one) : one.lastFailing))
  const ending = isTrouble(before) && bad.every((one) => one.ending)
  const now = failing.length === 0 ? 'degraded_performance' : everything ? 'major_outage' : 'partial_outage'
  // good runs by which it may be ending make it neither better nor worse yet
  const state = ending ? before : now
  const starts = bad.map(({ since, grounds }) => since ?? firstOf(grounds) ?? situation.now)
  const at = turnedAt(situation, state, starts, bad, signals)
  const share = state === 'major_outage' ? 1 : failing.reduce((sum, one) => sum + one.share, 0) / signals.length
  const grounds = bad.flatMap((one) => one.grounds)
  const reason =
    state === 'major_outage' ? 'all-flows-failing' : state === 'partial_outage' ? 'some-flows-failing' : 'slow'
  const decision = answer(situation, state, progress(situation, bad) ?? reason, at)
  // what outlived a maintenance began when it began, not when the maintenance ended
  return {
    ...decision,
    beganAt: Math.min(...starts),
    share,
    fault: failing.length > 0 ? mainFault(grounds) : null,
    grounds,
  }
}

/** When a trouble began, or became this one: its growing or easing does not reach back to its beginning. */
function turnedAt(situation: Situation, state: State, starts: number[], bad: Signal[], signals: Signal[]): number {
  const { current, now } = situation
  const begun = state === 'major_outage' ? Math.max(...starts) : Math.min(...starts)
  if (current.state === 'unknown') {
    // nobody knows what it was while nobody looked, whatever it had been before
    const heard = bad.flatMap(({ heardSince }) => heardSince ?? [])
    return heard.length > 0 ? Math.max(begun, Math.min(...heard)) : begun
  }
  if (!isTrouble(current.state) || state === current.state) return begun
  if (state === 'degraded_performance') return Math.max(...signals.map(({ goodSince }) => goodSince))
  if (compareTrouble(state, current.state) > 0) {
    if (current.state !== 'partial_outage') return begun
    return Math.max(...bad.map(({ failsSince }, index) => Math.max(starts[index] ?? 0, failsSince ?? 0)))
  }
  const eased = signals.map(({ level, goodSince, worksSince }) => (level === 'failing' ? worksSince : goodSince))
  return Math.min(now, ...eased.flatMap((since) => (since !== null && since > current.since ? since : [])))
}

/** Convinced by itself, or almost so while a quorum of counters says the same. */
function fails(signal: Signal, { staff }: Situation): boolean {
  return signal.level === 'failing' || (signal.almost && staff?.quorum === true && staff.level === 'failing')
}

/** A known trouble whose newest runs are good. */
function progress({ current, policy, now }: Situation, bad: Signal[]): Reason | null {
  if (!isTrouble(current.state)) return null
  if (!bad.every(({ grounds }) => grounds.every(({ since, slow }) => since === null && !slow))) return null
  // halfway to the end; earlier it would be called back too often
  const long = bad.every(({ ending, goodSince }) => ending && now - goodSince >= policy.resolveAfterSeconds * 500)
  return long ? 'recovering' : 'first-good-runs'
}

/** The fault that most groups saw; among equals the one seen first. */
export function mainFault(grounds: Ground[]): Fault | null {
  const seen = grounds.filter(({ fault, failed }) => fault !== null && failed > 0)
  const named = (one: Ground) => `${one.fault?.layer}/${one.fault?.code}`
  const votes = (one: Ground) => seen.filter((other) => named(other) === named(one)).length
  const [most] = seen.toSorted((a, b) => votes(b) - votes(a) || (a.since ?? Infinity) - (b.since ?? Infinity))
  return most?.fault ?? null
}

export function firstOf(grounds: Ground[]): number | null {
  const begun = grounds.flatMap(({ since }) => since ?? [])
  return begun.length > 0 ? Math.min(...begun) : null
}
