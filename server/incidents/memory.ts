// What the engine remembers of a component between two pieces of evidence; stored as JSON beside its state.
import type { Fault } from '../../probes/result.ts'

/** Runs in a row; `since` is the start of the first one (UTC ms), `results` the ids of the first and the newest ones. */
export type Streak = { count: number; since: number; results: string[] }

/** What one network (a group of locations that fail together) has seen of one flow. */
export type GroupMemory = {
  group: string
  /** Start of the newest run of each of its locations; `early`: that run was reported as standing still. */
  seen: { location: string; startedAt: number; early: boolean }[]
  /** Deadline of the last conclusive run; `null` before the first. */
  freshUntil: number | null
  /** Λ: evidence of a hard outage, in nats; 0 is none. */
  hard: number
  /** Start of the run from which on there was always some of it; `null`: there is none. */
  hardSince: number | null
  /** Evidence of a partial outage in the runs of all the other groups; where there are no others, in its own, and the same of it. */
  driftOfOthers: number
  driftOfOthersSince: number | null
  failedAt: number | null
  /** Runs on schedule and failures outside of incidents: how often it fails by chance. */
  healthy: { runs: number; fails: number }
  /** Failures that are not known yet to be chance. */
  pendingFails: number
  failed: Streak
  working: Streak
  /** Since the trouble began, newest last: 1 failed, 0 did not. */
  recent: string
  /** Of the newest failing run. */
  fault: Fault | null
  latency: LatencyMemory
}

/** Logarithms of milliseconds, by kind of day: office hours, other hours of working days, weekends. */
export type LatencyMemory = {
  usual: { log: number; runs: number }[]
  canary: { log: number; runs: number }
  /** Sum of what was slower than usual. */
  excess: number
  excessSince: number | null
  /** The last runs, newest last: 1 slow, 0 not. */
  recent: string
  /** Our own canaries were slow as well. */
  uplinkSlow: boolean
  results: string[]
}

export type Condition = 'working' | 'suspected' | 'failing'

export type FlowMemory = {
  flow: string
  everySeconds: number
  groups: GroupMemory[]
  condition: Condition
  /** Start of the first failing run of the present trouble; `null`: there is none. */
  troubleSince: number | null
  /** The same for the slow gathering of evidence of a partial outage. */
  driftSince: number | null
  /** Since the trouble began, up to the newest failure. */
  runs: number
  fails: number
  /** Good runs in a row over all groups. */
  good: Streak & { groups: string[] }
  /** Runs in a row, over all groups, that were neither failing nor slow. */
  quick: Streak & { groups: string[] }
  slowSince: number | null
  /** The last burst: when it was asked for, by the failure of which location, and its rounds (seconds after). */
  burst: { at: number; location: string; rounds: number[] } | null
  /** When rounds of bursts after a first failure were due lately, and when the last close look began (UTC ms). */
  spent: number[]
  lookedAt: number | null
}

export type Memory = {
  flows: FlowMemory[]
  /** When the component last turned from good to bad or back, newest last. */
  turns: number[]
}

export const NO_MEMORY: Memory = Object.freeze({ flows: [], turns: [] })
export const NO_STREAK: Streak = Object.freeze({ count: 0, since: 0, results: [] })

/** Memory as it was stored; one of an older form is begun anew. */
export function readMemory(stored: string): Memory {
  const memory = JSON.parse(stored) as Partial<Memory>
  return memory.flows && memory.turns ? (memory as Memory) : NO_MEMORY
}

/** The flow with `group` in the place of what it knew of that group. */
export function withGroup(flow: FlowMemory, group: GroupMemory): FlowMemory {
  const index = flow.groups.findIndex((one) => one.group === group.group)
  if (index < 0) return { ...flow, groups: [...flow.groups, group].sort((a, b) => (a.group < b.group ? -1 : 1)) }
  return { ...flow, groups: flow.groups.map((one, place) => (place === index ? group : one)) }
}

/** The groups whose word counts: configured, and heard of. */
export function watched({ groups }: FlowMemory, configured: readonly string[]): GroupMemory[] {
  return groups.filter(({ group, freshUntil }) => freshUntil !== null && configured.includes(group))
}

/** Those that have been heard of lately: a silent one has no word. */
export function stillHeard(groups: GroupMemory[], now: number): GroupMemory[] {
  return groups.filter(({ freshUntil }) => (freshUntil ?? 0) >= now)
}

/** How many of the `recent` runs are marked. */
export function marked(recent: string): number {
  return recent.length - recent.replaceAll('1', '').length
}

/** When the last round of a burst is due (UTC ms). */
export function burstEnd({ at, rounds }: { at: number; rounds: number[] }): number {
  return at + Math.max(...rounds) * 1000
}

/** Something failed that is neither dismissed nor over. */
export function isTroubled({ condition, troubleSince, driftSince }: FlowMemory): boolean {
  return condition !== 'working' || troubleSince !== null || driftSince !== null
}
