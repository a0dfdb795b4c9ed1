// The rule: what is remembered of a component → its state, with a named reason. Pure: no clock, no I/O, never throws.
import type { State } from '../../data/tables.ts'
import type { Fault } from '../../probes/result.ts'
import type { Memory, Streak } from './evidence.ts'
import type { Policy } from './policy.ts'
import { compareTrouble, isTrouble } from './severity.ts'
import { type Level, levelOf, readSignals, type Signal } from './signals.ts'

export type Situation = {
  current: { state: State; since: number }
  memory: Memory
  policy: Policy
  /** Ids of the configured locations; what others saw does not count. */
  locations: string[]
  /** `since`: start of the maintenance in force, otherwise the end of the last one (0 when there was none). */
  maintenance: { active: boolean; since: number }
  /** It is part of an open incident and has not recovered in it. */
  inIncident: boolean
  now: number
}

export type Reason =
  | 'never-checked'
  | 'all-flows-failing'
  | 'some-flows-failing'
  | 'slow'
  | 'awaiting-confirmation'
  | 'seen-from-one-location'
  | 'no-fresh-results'
  | 'maintenance'
  | 'easing'
  | 'first-good-runs'
  | 'recovering'
  | 'recovered'
  | 'good-run'

export type Decision = {
  state: State
  reason: Reason
  /** When `state` holds from; never before the current state began. */
  at: number
  /** Start of the first run that showed the trouble; `null` when there is none. */
  beganAt: number | null
  /** Of a failing flow; `null` when it is only slow. */
  fault: Fault | null
  /** Ids of the results that it rests on. */
  results: string[]
}

export function decide(situation: Situation): Decision {
  const { maintenance, memory, locations, policy, now } = situation
  if (maintenance.active) return answer(situation, 'under_maintenance', 'maintenance', maintenance.since)
  const signals = readSignals(memory, locations, policy, now)
  if (signals.length === 0) return nothingKnown(situation)
  return trouble(situation, signals) ?? silence(situation, signals) ?? wellness(situation, signals)
}

function nothingKnown(situation: Situation): Decision {
  const deadlines = situation.memory.sightings.flatMap(({ freshUntil }) => freshUntil ?? [])
  const reason = deadlines.length > 0 ? 'no-fresh-results' : 'never-checked'
  return answer(situation, 'unknown', reason, Math.max(0, ...deadlines))
}

function trouble(situation: Situation, signals: Signal[]): Decision | null {
  const failing = signals.filter(({ fresh, level }) => fresh && level === 'failing')
  const slow = signals.filter(({ fresh, level }) => fresh && level === 'slow')
  if (failing.length === 0 && slow.length === 0) return null
  const everything = signals.every((one) => (one.fresh ? one.level === 'failing' && one.everywhere : one.lastFailing))
  const state = failing.length === 0 ? 'degraded_performance' : everything ? 'major_outage' : 'partial_outage'
  if (compareTrouble(state, situation.current.state) < 0) return easing(situation, signals, state)
  const began = failing.length > 0 ? failing.map((one) => start(one, 'failed')) : slow.map((one) => start(one, 'slow'))
  const at = state === 'major_outage' ? Math.max(...began) : Math.min(...began)
  return withEvidence(situation, answer(situation, state, reasonFor(state), at), signals, Math.min(...began))
}

/** Less trouble than before: what no longer fails must have worked for a while. */
function easing(situation: Situation, signals: Signal[], state: State): Decision | null {
  if (signals.some(({ fresh }) => !fresh)) {
    return state === 'degraded_performance' ? null : hold(situation, 'no-fresh-results')
  }
  const better = signals
    .flatMap(({ sightings }) => sightings)
    .filter((one) => levelOf(one, situation.policy) !== 'failing')
  const streaks = better.map(({ working }) => working)
  if (!streaks.every((streak) => lasts(streak, situation))) {
    return hold(situation, state === 'degraded_performance' ? progress(streaks, situation) : 'easing')
  }
  const decision = answer(situation, state, reasonFor(state), Math.max(0, ...streaks.map(({ since }) => since)))
  return withEvidence(situation, decision, signals, null)
}

function silence(situation: Situation, signals: Signal[]): Decision | null {
  const deadlines = signals.filter(({ fresh }) => !fresh).map(({ deadline }) => deadline)
  if (deadlines.length === 0) return null
  // a trouble is known until its last evidence is stale, a good state only until the first
  const at = isTrouble(situation.current.state) ? Math.max(...deadlines) : Math.min(...deadlines)
  return answer(situation, 'unknown', 'no-fresh-results', at)
}

/** Everything is fresh, nothing agreed to be wrong. */
function wellness(situation: Situation, signals: Signal[]): Decision {
  const { current, inIncident } = situation
  const doubt = signals.find((signal) => signal.doubt !== null)?.doubt
  if (doubt) return hold(situation, doubt)
  const sightings = signals.flatMap((signal) => signal.sightings)
  if (!isTrouble(current.state) && !inIncident) {
    return answer(situation, 'operational', 'good-run', Math.max(...sightings.map(({ working }) => working.since)))
  }
  const streaks = sightings.map(({ ok, working }) => (current.state === 'degraded_performance' ? ok : working))
  const settled = sightings.every(({ slow }) => slow.count === 0)
  if (!settled || !streaks.every((streak) => lasts(streak, situation))) {
    return hold(situation, progress(streaks, situation))
  }
  return answer(situation, 'operational', 'recovered', Math.max(...streaks.map(({ since }) => since)))
}

function lasts({ count, since }: Streak, { policy, now }: Situation): boolean {
  return count >= policy.resolveStreak && now - since >= policy.resolveAfterSeconds * 1000
}

function progress(streaks: Streak[], { policy }: Situation): Reason {
  return streaks.every(({ count }) => count >= policy.confirmFailures) ? 'recovering' : 'first-good-runs'
}

function start({ sightings }: Signal, kind: 'failed' | 'slow'): number {
  const begun = sightings.map((one) => one[kind]).filter(({ count }) => count > 0)
  return Math.min(...begun.map(({ since }) => since))
}

function reasonFor(state: State): Reason {
  if (state === 'major_outage') return 'all-flows-failing'
  return state === 'partial_outage' ? 'some-flows-failing' : 'slow'
}

/** The state stays; a maintenance that is over cannot stay and becomes `unknown`. */
function hold(situation: Situation, reason: Reason): Decision {
  const { current, maintenance } = situation
  if (current.state === 'under_maintenance') return answer(situation, 'unknown', reason, maintenance.since)
  return answer(situation, current.state, reason, current.since)
}

function answer({ current, maintenance, now }: Situation, state: State, reason: Reason, at: number): Decision {
  const floor = current.state === 'under_maintenance' ? Math.max(current.since, maintenance.since) : current.since
  const from = state === current.state ? current.since : Math.max(floor, Math.min(at, now))
  return { state, reason, at: from, beganAt: null, fault: null, results: [] }
}

function withEvidence(situation: Situation, decision: Decision, signals: Signal[], beganAt: number | null): Decision {
  const bad: Level = decision.state === 'degraded_performance' ? 'slow' : 'failing'
  const seen = signals.flatMap(({ sightings }) => sightings).filter((one) => levelOf(one, situation.policy) === bad)
  const [first] = seen.map((one) => (bad === 'slow' ? one.slow : one.failed)).sort((a, b) => a.since - b.since)
  const fault = bad === 'slow' ? null : (seen.find(({ failed }) => failed.since === first?.since)?.fault ?? null)
  const results = seen.flatMap((one) => (bad === 'slow' ? one.slow : one.failed).results)
  const floor = situation.current.state === 'under_maintenance' ? situation.maintenance.since : 0
  return { ...decision, beganAt: Math.max(floor, beganAt ?? first?.since ?? decision.at), fault, results }
}
