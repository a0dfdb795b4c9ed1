// When a maintenance is in force for a component: the one rule for muting, the page and availability. Pure.

export type Window = {
  /** Ids of components, or of whole services. */
  components: string[]
  startsAt: number
  /** When all of it is over. */
  endsAt: number
  /** Those of `components` that are ready earlier, with when. */
  ends: Record<string, number>
  publishedAt: number
}
/** The start belongs to it, the end does not. */
export type Interval = { from: number; until: number }
export type MaintenanceStatus = 'scheduled' | 'in_progress' | 'completed'

/** Of the maintenance as a whole: it is over when all of it is. */
export function maintenanceStatus({ startsAt, endsAt }: Pick<Window, 'startsAt' | 'endsAt'>, now: number) {
  const status: MaintenanceStatus = now < startsAt ? 'scheduled' : now < endsAt ? 'in_progress' : 'completed'
  return status
}

/**
 * From when until when the window holds for a component; null when it does not concern it. Its own entry counts more than
 * its service's. Nothing is maintenance before it was published.
 */
export function inForce(window: Window, component: string): Interval | null {
  const entry = [component, component.split('/')[0] ?? ''].find((id) => window.components.includes(id))
  if (entry === undefined) return null
  const from = Math.max(window.startsAt, window.publishedAt)
  const until = window.ends[entry] ?? window.endsAt
  return from < until ? { from, until } : null
}

/**
 * Active: `since` is the start of the earliest one in force, `until` the end of the last one in force.
 * Otherwise: `since` is the end of the last one over (0: none), `until` is null.
 */
export function maintenanceOf(
  windows: Window[],
  component: string,
  now: number,
): { active: boolean; since: number; until: number | null } {
  const own = windows.flatMap((window) => inForce(window, component) ?? [])
  const active = own.filter(({ from, until }) => from <= now && now < until)
  if (active.length === 0) {
    const ends = own.map(({ until }) => until).filter((until) => until <= now)
    return { active: false, since: Math.max(0, ...ends), until: null }
  }
  const since = Math.min(...active.map(({ from }) => from))
  return { active: true, since, until: Math.max(...active.map(({ until }) => until)) }
}

/** Whether it was published at least `leastNoticeSeconds` before its start: nobody could plan for anything later. */
export function excludedFromAvailability(
  { startsAt, publishedAt }: Pick<Window, 'startsAt' | 'publishedAt'>,
  leastNoticeSeconds: number,
): boolean {
  return publishedAt + leastNoticeSeconds * 1000 <= startsAt
}

/** What of the time from `from` until `until` (exclusive) counts neither for nor against the component: sorted, without overlaps. */
export function excludedIntervals(
  windows: Window[],
  component: string,
  from: number,
  until: number,
  leastNoticeSeconds: number,
): Interval[] {
  const own = windows
    .filter((window) => excludedFromAvailability(window, leastNoticeSeconds))
    .flatMap((window) => inForce(window, component) ?? [])
    .map((interval) => ({ from: Math.max(from, interval.from), until: Math.min(until, interval.until) }))
    .filter((interval) => interval.from < interval.until)
  return merged(own)
}

function merged(intervals: Interval[]): Interval[] {
  const found: Interval[] = []
  for (const { from, until } of intervals.sort((a, b) => a.from - b.from)) {
    const last = found.at(-1)
    if (last && from <= last.until) last.until = Math.max(last.until, until)
    else found.push({ from, until })
  }
  return found
}
