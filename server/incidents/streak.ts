// Runs in a row. Pure.
import { NO_STREAK, type Streak } from './memory.ts'
import type { Policy } from './policy.ts'

const KEPT_RESULTS = 5

/** One run longer; the ids of the first and of the newest runs are kept. */
export function longer<T extends Streak>(streak: T, id: string, startedAt: number): T {
  if (streak.count === 0) return { ...streak, count: 1, since: startedAt, results: [id] }
  return {
    ...streak,
    count: streak.count + 1,
    since: Math.min(streak.since, startedAt),
    results: keep(streak.results, id),
  }
}

/** The first id and the newest ones. */
export function keep(results: string[], id: string): string[] {
  const [first = id, ...later] = results
  return results.length === 0 ? [id] : [first, ...later.slice(2 - KEPT_RESULTS), id]
}

/** A streak over several groups, one run longer, or none when `goesOn` is false. */
export function longerOver(
  streak: Streak & { groups: string[] },
  goesOn: boolean,
  run: { id: string; startedAt: number; group: string },
): Streak & { groups: string[] } {
  if (!goesOn) return NO_GROUPS
  const groups = streak.groups.includes(run.group) ? streak.groups : [...streak.groups, run.group]
  return { ...longer(streak, run.id, run.startedAt), groups }
}

/** Enough of the `heard` groups take part, and for long enough. */
export function spans(streak: Streak & { groups: string[] }, heard: number, policy: Policy, now: number): boolean {
  const groups = Math.min(policy.resolveGroups, heard)
  return streak.groups.length >= groups && now - streak.since >= policy.resolveAfterSeconds * 1000
}

export const NO_GROUPS: Streak & { groups: string[] } = Object.freeze({ ...NO_STREAK, groups: [] })
