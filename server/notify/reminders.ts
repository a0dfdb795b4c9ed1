// When somebody is told again of an outage that goes on: after one, three and six hours, then at 08:00 and 20:00. Pure.
import { KST_OFFSET } from '../../views/format.ts'
import type { DueIncident, DueSubscriber, TellingPolicy } from './due.ts'
import { lastPaging } from './escalation.ts'

const HOUR = 3_600_000
const AFTER = [HOUR, 3 * HOUR, 6 * HOUR]
/** 08:00 and 20:00 in Korea are so far after midnight, and twelve hours apart. */
const [FIRST_DAILY, DAILY_EVERY] = [8 * HOUR, 12 * HOUR]

/** The last instant until `now` at which a reminder of what was announced at `announcedAt` goes out; null before the first. */
export function lastReminder(announcedAt: number, now: number): number | null {
  const last = announcedAt + (AFTER.at(-1) ?? 0)
  const daily = Math.floor((now + KST_OFFSET - FIRST_DAILY) / DAILY_EVERY) * DAILY_EVERY + FIRST_DAILY - KST_OFFSET
  if (daily > last) return daily
  return AFTER.map((after) => announcedAt + after).findLast((at) => at <= now) ?? null
}

/**
 * Who was last told before this instant is to be reminded now; null: nobody is. Whoever heard something shortly before a
 * reminder was due has been reminded by that.
 */
export function remindBefore(
  role: DueSubscriber['role'],
  incident: DueIncident,
  now: number,
  { changeGapSeconds }: TellingPolicy,
): number | null {
  const at = role === 'operator' ? lastPaging(incident, now) : lastReminder(incident.announcedAt, now)
  if (at === null) return null
  const gap = role === 'operator' ? 0 : changeGapSeconds * 1000
  return Math.max(at - gap, incident.announcedAt)
}

/** Whether somebody who was last told at `knownAt` is to be reminded. Programs need none. */
export function reminderDue(
  { channel, role }: Pick<DueSubscriber, 'channel' | 'role'>,
  incident: DueIncident,
  knownAt: number,
  now: number,
  policy: TellingPolicy,
): boolean {
  if (channel === 'webhook') return false
  const before = remindBefore(role, incident, now, policy)
  return before !== null && knownAt < before
}
