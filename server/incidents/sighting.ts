// What is known of a flow and a group before and between runs: the first sight of them, silences, and runs reported early. Pure.
import type { Evidence } from './evidence.ts'
import { NO_LATENCY } from './latency.ts'
import { type FlowMemory, type GroupMemory, NO_STREAK } from './memory.ts'
import { NO_GROUPS } from './streak.ts'

export function firstFlow({ flow, everySeconds }: Evidence): FlowMemory {
  return {
    flow,
    everySeconds,
    groups: [],
    condition: 'working',
    troubleSince: null,
    driftSince: null,
    runs: 0,
    fails: 0,
    good: NO_GROUPS,
    quick: NO_GROUPS,
    slowSince: null,
    burst: null,
    spent: [],
    lookedAt: null,
  }
}

export function firstGroup(group: string): GroupMemory {
  return {
    group,
    seen: [],
    freshUntil: null,
    hard: 0,
    hardSince: null,
    driftOfOthers: 0,
    driftOfOthersSince: null,
    failedAt: null,
    healthy: { runs: 0, fails: 0 },
    pendingFails: 0,
    failed: NO_STREAK,
    working: NO_STREAK,
    recent: '',
    fault: null,
    latency: NO_LATENCY,
  }
}

/** Runs before a silence are not in a row with those after it. */
export function afterSilence(group: GroupMemory, { startedAt }: Evidence): GroupMemory {
  if (group.freshUntil === null || group.freshUntil >= startedAt) return group
  return { ...group, hard: 0, hardSince: null, failed: NO_STREAK, working: NO_STREAK, recent: '', failedAt: null }
}

/** Nobody but the group that `left` out and the one that ran has been heard of lately: what they saw is as old as the silence. */
export function isAlone({ groups }: FlowMemory, left: string, { group, startedAt }: Evidence): boolean {
  return groups.every((one) => one.group === left || one.group === group || (one.freshUntil ?? 0) < startedAt)
}

export function wasEarly({ seen }: GroupMemory, { location, startedAt }: Evidence): boolean {
  return seen.some((one) => one.location === location && one.startedAt === startedAt && one.early)
}

export function nowSeen({ seen }: GroupMemory, { location, startedAt, provisional }: Evidence): GroupMemory['seen'] {
  const mine = { location, startedAt, early: provisional === true }
  if (seen.length <= 1 && (seen[0]?.location ?? location) === location) return [mine]
  return [...seen.filter((one) => one.location !== location), mine]
}
