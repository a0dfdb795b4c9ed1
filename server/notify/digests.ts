// Summaries for those who chose one: every day, or on Mondays, at 08:30 in Korea. Pure.
import type { DigestTopic } from '../../data/queries/topics.ts'
import { KST_OFFSET, kstDay } from '../../views/format.ts'
import type { ToldDigest } from './matters.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** After midnight in Korea. */
const AT = 8.5 * HOUR
/** Later in the day it is no morning paper any more. */
const LATEST = 12 * HOUR
const MONDAY = 1

/** The digests that may be sent at `now`: none before 08:30 and after noon. Nobody gets one twice, whenever they are looked for. */
export function digestTopics(now: number): DigestTopic[] {
  const midnight = Math.floor((now + KST_OFFSET) / DAY) * DAY - KST_OFFSET
  const until = midnight + AT
  if (now < until || now >= midnight + LATEST) return []
  const monday = new Date(midnight + KST_OFFSET).getUTCDay() === MONDAY
  return [topicOf('daily', until, 1), ...(monday ? [topicOf('weekly', until, 7)] : [])]
}

function topicOf(often: DigestTopic['often'], until: number, days: number): DigestTopic {
  const id = `digest:${often}:${kstDay(until)}`
  const always = { version: 1, about: [], over: false, audience: 'everyone' as const, publicAt: until }
  return { kind: 'digest', id, ...always, often, from: until - days * DAY, until }
}

/** What of a digest concerns somebody with `scope` (ids of services or components; empty: everything). */
export function shareOf({ incidents, coming, ...digest }: ToldDigest, scope: string[]): ToldDigest {
  return {
    ...digest,
    incidents: incidents.filter(({ service, components }) =>
      concerns(scope, [service, ...components.map(({ id }) => id)]),
    ),
    coming: coming.filter(({ components }) => concerns(scope, components)),
  }
}

/** A day without anything is not worth a mail; a week without anything is good news. */
export function isWorthwhile({ often, incidents, coming }: ToldDigest): boolean {
  return often === 'weekly' || incidents.length > 0 || coming.length > 0
}

function concerns(scope: string[], components: string[]): boolean {
  return scope.length === 0 || components.some((id) => scope.includes(id) || scope.includes(id.split('/')[0] ?? id))
}
