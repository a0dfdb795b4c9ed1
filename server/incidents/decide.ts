// The rule: what is remembered of a component → its state, with a named reason. Pure: no clock, no I/O, never throws.
import type { Mark, State } from '../../data/tables.ts'
import type { Fault } from '../../probes/result.ts'
import type { Memory } from './memory.ts'
import type { Policy } from './policy.ts'
import { compareTrouble, isTrouble } from './severity.ts'
import { type Ground, readSignals, type Signal } from './signals.ts'
import { isUnstable } from './unstable.ts'

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

function trouble(situation: Situation, signals: Signal[]): Decision | null {
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
  if (doubtful.length > 0) return { ...doubt(situation, 'awaiting-confirmation'), grounds }
  const over = isTrouble(current.state) || situation.inIncident
  if (over && !signals.every((one) => isSettled(one, situation))) return doubt(situation, 'first-good-runs')
  return well(situation, signals, over ? 'recovered' : 'good-run')
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

/** The state stays; one that cannot stay (a maintenance that is over) becomes `unknown`. */
function doubt(situation: Situation, reason: Reason): Decision {
  const { current, maintenance } = situation
  if (current.state === 'under_maintenance') return answer(situation, 'unknown', reason, maintenance.since)
  return answer(situation, current.state, reason, current.since)
}

function answer(situation: Situation, state: State, reason: Reason, at: number): Decision {
  const { current, maintenance, now } = situation
  const floor = current.state === 'under_maintenance' ? Math.max(current.since, maintenance.since) : current.since
  const from = state === current.state ? current.since : Math.max(floor, Math.min(at, now))
  const share = state === 'major_outage' ? 1 : 0
  const mark = markOf(situation, '', state)
  return { state, mark, share, reason, at: from, beganAt: null, fault: null, grounds: [] }
}

/**
 * Coming and going is said before everything else. It is called that when it fails once more, never while it is well: the end
 * of the time before has been told. The turn that `state` makes counts already.
 */
function markOf({ memory, current, policy, now }: Situation, mark: Mark, state = current.state): Mark {
  const was = current.mark === 'unstable'
  const turned = isTrouble(state) !== isTrouble(current.state)
  if (!was && !(turned && isTrouble(state))) return mark
  const turns = turned ? [...memory.turns, now] : memory.turns
  return isUnstable(turns, was, policy, now) ? 'unstable' : mark
}

function firstOf(grounds: Ground[]): number | null {
  const begun = grounds.flatMap(({ since }) => since ?? [])
  return begun.length > 0 ? Math.min(...begun) : null
}

/** The fault that most groups saw; among equals the one seen first. */
export function mainFault(grounds: Ground[]): Fault | null {
  const seen = grounds.filter(({ fault, failed }) => fault !== null && failed > 0)
  const named = (one: Ground) => `${one.fault?.layer}/${one.fault?.code}`
  const votes = (one: Ground) => seen.filter((other) => named(other) === named(one)).length
  const [most] = seen.toSorted((a, b) => votes(b) - votes(a) || (a.since ?? Infinity) - (b.since ?? Infinity))
  return most?.fault ?? null
}
