// The rule: what is remembered of a component → its state, with a named reason. Pure: no clock, no I/O, never throws.
import type { Mark, State } from '../../data/tables.ts'
import type { Fault } from '../../probes/result.ts'
import { answer, doubt, markOf } from './answer.ts'
import type { Memory } from './memory.ts'
import type { Policy } from './policy.ts'
import { isTrouble } from './severity.ts'
import { type Ground, readSignals, type Signal } from './signals.ts'
import { firstOf, mainFault, trouble } from './trouble.ts'

export type Situation = {
  current: { state: State; since: number; mark: Mark }
  memory: Memory
  policy: Policy
  /** Configured groups of locations that fail together; what others saw does not count. */
  groups: readonly string[]
  /** `since`: start of the maintenance in force, otherwise the end of the last one (0 when there was none). */
  maintenance: { active: boolean; since: number }
  /** It is part of an open incident and has not recovered in it. */
  inIncident: boolean
  /** What a quorum of counters reports. */
  staff: { level: 'none' | 'working' | 'slow' | 'failing'; quorum: boolean; since: number | null } | null
  /** Of a component that no flow exercises: what follows from the components that need it. */
  inference: { level: 'working' | 'failing'; since: number; fault: Fault | null; grounds: Ground[] } | null
  now: number
}

export type Reason =
  | 'never-checked'
  | 'all-flows-failing'
  | 'some-flows-failing'
  | 'slow'
  | 'awaiting-confirmation'
  | 'being-checked'
  | 'seen-by-one-network'
  | 'reported-by-centers'
  | 'dependants-failing'
  | 'dependants-working'
  | 'no-fresh-results'
  | 'maintenance'
  | 'first-good-runs'
  | 'recovering'
  | 'recovered'
  | 'good-run'

export type Decision = {
  state: State
  /** What is said beside the state. */
  mark: Mark
  /** Of its use that does not work, 0 … 1. */
  share: number
  reason: Reason
  /** When `state` holds from; never before the current state began. */
  at: number
  /** Start of the first run that showed the trouble; `null` when there is none. */
  beganAt: number | null
  /** Of a failing flow; `null` when it is only slow. */
  fault: Fault | null
  /** What it rests on. */
  grounds: Ground[]
}

export function decide(situation: Situation): Decision {
  const { maintenance, memory, groups, policy, now } = situation
  if (maintenance.active) return answer(situation, 'under_maintenance', 'maintenance', maintenance.since)
  const signals = readSignals(memory, groups, policy, now)
  if (signals.length === 0) return withoutProbes(situation)
  return trouble(situation, signals) ?? silence(situation, signals) ?? wellness(situation, signals)
}

/** No flow exercises it, or none was ever heard of: counters and dependants may still tell. */
function withoutProbes(situation: Situation): Decision {
  const { memory, staff, inference, current } = situation
  if (staff?.quorum && staff.level !== 'none') {
    const state =
      staff.level === 'failing' ? 'major_outage' : staff.level === 'slow' ? 'degraded_performance' : 'operational'
    const at = staff.since ?? current.since
    const beganAt = staff.level === 'working' ? null : at
    return { ...answer(situation, state, 'reported-by-centers', at), beganAt }
  }
  if (inference?.level === 'failing') {
    const { since, fault, grounds } = inference
    return { ...answer(situation, 'major_outage', 'dependants-failing', since), beganAt: since, fault, grounds }
  }
  if (inference) return answer(situation, 'operational', 'dependants-working', inference.since)
  const deadlines = memory.flows.flatMap(({ groups }) => groups.flatMap(({ freshUntil }) => freshUntil ?? []))
  const reason = deadlines.length > 0 || isTrouble(current.state) ? 'no-fresh-results' : 'never-checked'
  return answer(situation, 'unknown', reason, deadlines.length > 0 ? Math.max(...deadlines) : situation.now)
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
  const { current, staff } = situation
  const doubtful = signals.filter(({ doubt }) => doubt !== null)
  const grounds = doubtful.flatMap((one) => one.grounds)
  const fault = mainFault(grounds)
  const share = signals.reduce((sum, one) => sum + one.share, 0) / signals.length
  const checking = doubtful.some(({ doubt }) => doubt === 'being-checked')
  const reported = staff?.quorum === true && staff.level === 'failing'
  if (checking || reported) {
    const reason = checking ? 'being-checked' : 'reported-by-centers'
    return { ...doubt(situation, reason), mark: markOf(situation, 'checking'), fault, grounds }
  }
  if (doubtful.some(({ doubt }) => doubt === 'seen-by-one-network')) {
    const blind = doubtful.some(({ alone }) => alone)
    const decision = blind
      ? answer(situation, 'unknown', 'seen-by-one-network', situation.now)
      : well(situation, signals, 'seen-by-one-network')
    return { ...decision, beganAt: firstOf(grounds), mark: markOf(situation, 'one-network'), share, fault, grounds }
  }
  if (doubtful.length > 0 && !isKnownWell(situation, signals))
    return { ...doubt(situation, 'awaiting-confirmation'), grounds }
  const over = isTrouble(current.state) || situation.inIncident
  if (over && !signals.every((one) => isSettled(one, situation))) return doubt(situation, 'first-good-runs')
  return well(situation, signals, over ? 'recovered' : 'good-run')
}

/**
 * Where nothing was known a doubt holds up no longer than an outage would: it goes on being weighed, as it does beside a good
 * state. Without this a flow that failed at its first run would be `unknown` until the slow evidence of a partial outage is gone.
 */
function isKnownWell(situation: Situation, signals: Signal[]): boolean {
  const { current, inIncident } = situation
  if (current.state !== 'unknown' || inIncident) return false
  return signals.every((one) => one.failsSince === null && isSettled(one, situation))
}

/** A trouble of whose beginning nothing is remembered (a newer memory, a location taken out) ends by a streak as well. */
function isSettled({ goodRuns, goodSince }: Signal, { policy, now }: Situation): boolean {
  return goodRuns >= policy.resolveStreak && now - goodSince >= policy.resolveAfterSeconds * 1000
}

function well(situation: Situation, signals: Signal[], reason: Reason): Decision {
  const { current, now } = situation
  const slow = current.state === 'degraded_performance'
  const at = Math.max(...signals.map(({ goodSince, quickSince }) => (slow && quickSince > 0 ? quickSince : goodSince)))
  // what others than the probes said ends when they say it no more
  const reported = isTrouble(current.state) && signals.every(({ ended }) => !ended)
  return answer(situation, 'operational', reason, reported ? now : at)
}
