// From the log of transitions to the days that the page shows. Pure; days are KST calendar days.
import type { State } from '../../data/tables.ts'
import type { PublicDay } from '../publish/snapshot.ts'

/** One component's transitions in the order in which they happened. */
export type Turn = { at: number; to: State }
/** An incident that the component is or was part of. */
export type Involvement = { id: string; beganAt: number; recoveredAt: number | null }

const DAY = 86_400_000
const KST_OFFSET = 9 * 3600_000

/** Midnight in Seoul before or at `at`. Korea has no summer time: a day is always 24 hours. */
export function startOfDay(at: number): number {
  return Math.floor((at + KST_OFFSET) / DAY) * DAY - KST_OFFSET
}

/** When the first of the last `count` days begins: what to read transitions from. */
export function firstDay(now: number, count = 90): number {
  return startOfDay(now) - (count - 1) * DAY
}

/**
 * The last `count` days, oldest first; the last one is today and ends at `now`. Time before the first transition is
 * `unknown`: what nobody watched was not up.
 */
export function publicDays(turns: Turn[], involvements: Involvement[], now: number, count = 90): PublicDay[] {
  const first = firstDay(now, count)
  const days = Array.from({ length: count }, (_, index) => emptyDay(first + index * DAY))
  for (const { from, until, state } of intervals(turns, first, now)) spread(days, first, from, until, state)
  for (const { id, beganAt, recoveredAt } of involvements) mention(days, first, id, beganAt, recoveredAt ?? now)
  return days
}

function emptyDay(start: number): PublicDay {
  const day = new Date(start + KST_OFFSET).toISOString().slice(0, 10)
  const milliseconds: Record<State, number> = {
    operational: 0,
    degraded_performance: 0,
    partial_outage: 0,
    major_outage: 0,
    under_maintenance: 0,
    unknown: 0,
  }
  return { day, milliseconds, incidents: [] }
}

/** Gapless from `first` to `now`. */
function intervals(turns: Turn[], first: number, now: number) {
  const starts: Turn[] = [{ at: first, to: 'unknown' }, ...turns]
  return starts.map(({ at, to }, index) => ({
    from: Math.max(first, at),
    until: Math.min(now, starts[index + 1]?.at ?? now),
    state: to,
  }))
}

function spread(days: PublicDay[], first: number, from: number, until: number, state: State): void {
  for (let at = from; at < until; ) {
    const index = Math.floor((at - first) / DAY)
    const end = Math.min(until, first + (index + 1) * DAY)
    const day = days[index]
    if (day) day.milliseconds[state] += end - at
    at = end
  }
}

function mention(days: PublicDay[], first: number, incident: string, from: number, until: number): void {
  const last = Math.floor((until - first) / DAY)
  for (let index = Math.max(0, Math.floor((from - first) / DAY)); index <= last; index += 1) {
    days[index]?.incidents.push(incident)
  }
}
