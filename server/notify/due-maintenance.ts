// Whether and when one subscriber is to be told of planned maintenance. Pure.
import { MUTED, REFUSED } from '../../data/queries/heard.ts'
import { KST_OFFSET } from '../../views/format.ts'
import { type Due, type DueSubscriber, type Knowledge, send, skip, wait } from './due.ts'
import { quietUntil } from './preferences.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Earlier nobody remembers it. */
const AHEAD_MS = 14 * DAY
/** The evening before, Korean time: whoever has an errand can still plan it. */
const EVENING = 18 * HOUR
/** Whoever heard of it since then needs no second word. */
const LATELY_MS = 12 * HOUR

export type DueMaintenance = { version: number; startsAt: number; cancelled: boolean }

/**
 * Told when it is published (two weeks ahead at most), when it changes, when it is cancelled, and the evening before. A text is sent
 * only the evening before, and when what it said has changed.
 */
export function dueMaintenance(
  subscriber: DueSubscriber,
  maintenance: DueMaintenance,
  knowledge: Knowledge | null,
  now: number,
): Due {
  const found = dueToAnybody(subscriber, maintenance, knowledge, now)
  if (found.action !== 'send') return found
  if (!subscriber.preferences.kinds.includes('maintenance')) return skip('kind-not-wanted')
  const morning = quietUntil(subscriber.preferences.quiet, now)
  return morning === null ? found : wait(morning, 'quiet-hours')
}

function dueToAnybody(
  { channel }: DueSubscriber,
  { version, startsAt, cancelled }: DueMaintenance,
  knowledge: Knowledge | null,
  now: number,
): Due {
  if (knowledge?.knownKind === REFUSED) return skip('address-refused')
  if (knowledge?.knownKind === MUTED) return skip('muted')
  const told = knowledge?.knownAt ?? null
  if (knowledge && knowledge.nextAt > now) return wait(knowledge.nextAt, 'retry-not-due')
  if (told === null) {
    if (cancelled || startsAt <= now) return skip('over-before-being-told')
    const from = channel === 'sms' ? eveningBefore(startsAt) : startsAt - AHEAD_MS
    return from > now ? wait(from, 'too-early') : send('maintenance', 'not-told-yet')
  }
  if (knowledge && knowledge.knownVersion < version) {
    return send('maintenance', cancelled ? 'cancelled-after-being-told' : 'changed-since-last-message')
  }
  const before = eveningReminder(startsAt, now)
  return !cancelled && before !== null && told < before ? send('maintenance', 'begins-tomorrow') : skip('already-known')
}

/** Who was last told before this instant is told again now, the evening before it begins; null: not now. */
export function eveningReminder(startsAt: number, now: number): number | null {
  const evening = eveningBefore(startsAt)
  return now >= evening && now < startsAt ? evening - LATELY_MS : null
}

/** 18:00 in Korea on the day before. */
function eveningBefore(startsAt: number): number {
  const midnight = Math.floor((startsAt + KST_OFFSET) / DAY) * DAY - KST_OFFSET
  return midnight - DAY + EVENING
}
