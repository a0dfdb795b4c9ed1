// What is due to one candidate of a topic as it is now. Pure.
import type { Candidate } from '../../data/queries/behind.ts'
import type { Topic } from '../../data/queries/topics.ts'
import type { SubscriberRole } from '../../data/tables.ts'
import { isWorthwhile, shareOf } from './digests.ts'
import {
  type Due,
  type DueIncident,
  type DueSubscriber,
  due,
  type Knowledge,
  send,
  skip,
  type TellingPolicy,
} from './due.ts'
import { dueMaintenance, eveningReminder } from './due-maintenance.ts'
import type { Current } from './matters.ts'
import { readPreferences } from './preferences.ts'
import { remindBefore } from './reminders.ts'

export function judge(
  { subscriber, knowledge }: Candidate,
  topic: Topic,
  { version, matter }: Current,
  now: number,
  policy: TellingPolicy,
): Due {
  const { channel, role, preferences: json, scope } = subscriber
  const reader: DueSubscriber = { channel, role, preferences: readPreferences(json, { channel, role }) }
  const known: Knowledge | null = knowledge && {
    knownVersion: knowledge.known_version,
    knownKind: knowledge.known_kind,
    knownAt: knowledge.known_at,
    knownImpact: knowledge.known_impact,
    nextAt: knowledge.next_at,
  }
  if (matter.about === 'incident') {
    const publicAt = Math.max(0, ...matter.incident.updates.map((one) => one.publicAt))
    const acknowledgedAt = topic.kind === 'incident' ? topic.acknowledgedAt : null
    return due(reader, { ...matter.incident, publicAt, acknowledgedAt }, known, now, policy)
  }
  if (matter.about === 'maintenance') {
    const { startsAt, cancelled } = matter.maintenance
    return dueMaintenance(reader, { version, startsAt, cancelled }, known, now)
  }
  if (known && known.knownVersion >= version) return skip('already-known')
  // a text message is too short for it, and a program has the history
  const often = channel === 'email' && reader.preferences.digest === matter.digest.often
  return often && isWorthwhile(shareOf(matter.digest, scope))
    ? send('digest', 'digest-is-due')
    : skip('nothing-to-tell')
}

/** Who of a role was last told of the topic before this instant is to be reminded now; null: nobody is. */
export function remindedBefore(topic: Topic, role: SubscriberRole, now: number, policy: TellingPolicy): number | null {
  if (topic.over || topic.kind === 'digest') return null
  if (topic.kind === 'maintenance') return eveningReminder(topic.startsAt, now)
  const incident: DueIncident = topic
  return remindBefore(role, incident, now, policy)
}
