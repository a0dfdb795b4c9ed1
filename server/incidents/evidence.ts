// What the engine remembers of a component, and how one result changes it. Pure.
import type { Fault, Result } from '../../probes/result.ts'
import type { Policy } from './policy.ts'

/** Runs in a row; `since` is the start of the first one (UTC ms), `results` the ids of the first and the newest ones. */
export type Streak = { count: number; since: number; results: string[] }

/** One flow at one location. Inconclusive runs move only `lastStartedAt`. */
export type Sighting = {
  flow: string
  location: string
  lastStartedAt: number
  /** Deadline of the last conclusive run; `null` before the first. */
  freshUntil: number | null
  failed: Streak
  slow: Streak
  ok: Streak
  /** `ok` and `slow` runs alike: the service does its work. */
  working: Streak
  /** Of the newest failing run. */
  fault: Fault | null
}

export type Memory = { sightings: Sighting[] }

export type Evidence = Pick<
  Result,
  'flow' | 'startedAt' | 'durationMs' | 'everySeconds' | 'timeoutSeconds' | 'verdict' | 'fault'
> & { id: string; location: string }

/** `reason` says what became of the result: only `taken` ones can change a state. */
export type Remembered = { memory: Memory; reason: 'taken' | 'inconclusive' | 'older-than-last' | 'late' }

export const NO_MEMORY: Memory = Object.freeze({ sightings: [] })
const NO_STREAK: Streak = Object.freeze({ count: 0, since: 0, results: [] })
const KEPT_RESULTS = 5

export function remember(memory: Memory, evidence: Evidence, policy: Policy, now: number): Remembered {
  const ran = { ...evidence, startedAt: Math.min(evidence.startedAt, now) }
  if (now - ran.startedAt - ran.durationMs > policy.lateAfterSeconds * 1000) return { memory, reason: 'late' }
  const before = memory.sightings.find((one) => isOf(one, ran))
  if (before && ran.startedAt < before.lastStartedAt) return { memory, reason: 'older-than-last' }
  const known = before && !wasSilent(before, ran) ? before : firstSighting(ran)
  const after = see(known, ran, policy)
  const others = memory.sightings.filter((one) => !isOf(one, ran) && !isForgotten(one, policy, now))
  return {
    memory: { sightings: [...others, after].sort(byPlace) },
    reason: ran.verdict === 'inconclusive' ? 'inconclusive' : 'taken',
  }
}

/** A flow that has been silent for so long that it must have been removed. */
export function isForgotten({ freshUntil }: Sighting, policy: Policy, now: number): boolean {
  return freshUntil !== null && freshUntil + policy.forgetFlowAfterSeconds * 1000 < now
}

/** Runs before a silence are not in a row with those after it. An inconclusive run ends no silence. */
function wasSilent({ freshUntil }: Sighting, { startedAt, verdict }: Evidence): boolean {
  return verdict !== 'inconclusive' && freshUntil !== null && freshUntil < startedAt
}

/** Memory reads the same in whatever order the results came. */
function byPlace(a: Sighting, b: Sighting): number {
  const [one, other] = [`${a.flow} ${a.location}`, `${b.flow} ${b.location}`]
  return one < other ? -1 : 1
}

function isOf(sighting: Sighting, { flow, location }: Evidence): boolean {
  return sighting.flow === flow && sighting.location === location
}

function firstSighting({ flow, location, startedAt }: Evidence): Sighting {
  const none = { failed: NO_STREAK, slow: NO_STREAK, ok: NO_STREAK, working: NO_STREAK }
  return { flow, location, lastStartedAt: startedAt, freshUntil: null, ...none, fault: null }
}

function see(before: Sighting, ran: Evidence, policy: Policy): Sighting {
  const { verdict, startedAt } = ran
  if (verdict === 'inconclusive') return { ...before, lastStartedAt: startedAt }
  const next = (streak: Streak, goesOn: boolean) => (goesOn ? longer(streak, ran) : NO_STREAK)
  return {
    ...before,
    lastStartedAt: startedAt,
    freshUntil: startedAt + (policy.freshForRuns * ran.everySeconds + ran.timeoutSeconds) * 1000,
    failed: next(before.failed, verdict === 'failed'),
    slow: next(before.slow, verdict === 'slow'),
    ok: next(before.ok, verdict === 'ok'),
    working: next(before.working, verdict !== 'failed'),
    fault: ran.fault ?? before.fault,
  }
}

function longer(streak: Streak, { id, startedAt }: Evidence): Streak {
  if (streak.count === 0) return { count: 1, since: startedAt, results: [id] }
  const [first = id, ...later] = streak.results
  return { ...streak, count: streak.count + 1, results: [first, ...later.slice(2 - KEPT_RESULTS), id] }
}
