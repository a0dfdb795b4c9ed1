// Whether, when and as what one subscriber is to be told of one incident. Pure; the reason is stored and asserted.
import { MUTED, PERHAPS_TOLD, REFUSED } from '../../data/queries/heard.ts'
import type { Audience, Channel, Impact, IncidentStatus, SubscriberRole } from '../../data/tables.ts'
import { escalatesAt } from './escalation.ts'
import { type Preferences, quietUntil } from './preferences.ts'
import { reminderDue } from './reminders.ts'

export type MessageKind = 'opened' | 'changed' | 'resolved' | 'reminder' | 'maintenance' | 'digest'

export type DueSubscriber = { channel: Channel; role: SubscriberRole; preferences: Preferences }
/** `publicAt`: its newest text waits for a person until then (UTC ms); `acknowledgedAt`: when an operator took it on. */
export type DueIncident = {
  version: number
  status: IncidentStatus
  impact: Impact
  audience: Audience
  publicAt: number
  detectedAt: number
  announcedAt: number
  acknowledgedAt: number | null
}

/** What the subscriber last knew; `knownAt` is null when nothing was ever told, even if a version was looked at. */
export type Knowledge = {
  knownVersion: number
  knownKind: string
  knownAt: number | null
  knownImpact: string
  nextAt: number
}

/** Seconds a changed incident waits after the last message, so that changes come together. */
export type TellingPolicy = { changeGapSeconds: number }

export const DEFAULT_TELLING_POLICY: TellingPolicy = { changeGapSeconds: 1800 }

/** Of incidents. */
export type IncidentReason =
  | 'already-known'
  | 'address-refused'
  | 'muted'
  | 'for-operators-only'
  | 'text-held'
  | 'retry-not-due'
  | 'others-are-asked-first'
  | 'another-operator-has-it'
  | 'resolved-after-being-told'
  | 'resolved-after-perhaps-being-told'
  | 'resolved-but-never-told'
  | 'not-told-yet'
  | 'too-small-for-sms'
  | 'opened-again'
  | 'impact-rose'
  | 'no-news-for-sms'
  | 'too-soon-after-last-message'
  | 'changed-since-last-message'
  | 'goes-on-for-long'
  | 'kind-not-wanted'
  | 'quiet-hours'

export type DueReason =
  | IncidentReason
  // of planned maintenance (due-maintenance.ts)
  | 'over-before-being-told'
  | 'too-early'
  | 'cancelled-after-being-told'
  | 'begins-tomorrow'
  // of summaries (judge.ts)
  | 'digest-is-due'
  | 'nothing-to-tell'

/** `send` now as `kind`; `wait` until `at`; `skip` this version for good (knowledge may advance without a message). */
export type Due =
  | { action: 'send'; kind: MessageKind; reason: DueReason }
  | { action: 'wait'; at: number; reason: DueReason }
  | { action: 'skip'; reason: DueReason }

const IMPACTS: readonly string[] = ['none', 'minor', 'major', 'critical']

export function due(
  subscriber: DueSubscriber,
  incident: DueIncident,
  knowledge: Knowledge | null,
  now: number,
  policy: TellingPolicy,
): Due {
  return wanted(subscriber.preferences, dueToAnybody(subscriber, incident, knowledge, now, policy), now)
}

/** What is due to somebody who wants all of it at any hour. */
function dueToAnybody(
  subscriber: DueSubscriber,
  incident: DueIncident,
  knowledge: Knowledge | null,
  now: number,
  policy: TellingPolicy,
): Due {
  if (knowledge?.knownKind === REFUSED) return skip('address-refused')
  if (knowledge?.knownKind === MUTED) return skip('muted')
  if (knowledge && knowledge.knownVersion >= incident.version) {
    return remind(subscriber, incident, knowledge, now, policy)
  }
  // operators are who looks at what is held
  if (subscriber.role !== 'operator') {
    if (incident.audience === 'operators') return skip('for-operators-only')
    if (incident.publicAt > now) return wait(incident.publicAt, 'text-held')
  }
  if (knowledge && knowledge.nextAt > now) return wait(knowledge.nextAt, 'retry-not-due')
  if (knowledge === null || knowledge.knownAt === null) {
    return dueToTheUntold(subscriber, incident, knowledge?.knownKind === PERHAPS_TOLD, now)
  }
  if (incident.status === 'resolved') return send('resolved', 'resolved-after-being-told')
  if (knowledge.knownKind === 'resolved') return send('opened', 'opened-again')
  return dueAsChange(subscriber, incident, knowledge, knowledge.knownAt, now, policy)
}

/** The kinds somebody leaves out are passed over, and by night everything waits for the morning. */
function wanted({ kinds, quiet }: Preferences, found: Due, now: number): Due {
  if (found.action !== 'send') return found
  if (found.kind !== 'digest' && !kinds.includes(found.kind)) return skip('kind-not-wanted')
  const morning = quietUntil(quiet, now)
  return morning === null ? found : wait(morning, 'quiet-hours')
}

function remind(
  subscriber: DueSubscriber,
  incident: DueIncident,
  { knownAt, knownKind, nextAt }: Knowledge,
  now: number,
  policy: TellingPolicy,
): Due {
  if (incident.status === 'resolved' || knownAt === null || knownKind === 'resolved' || knownKind === PERHAPS_TOLD)
    return skip('already-known')
  if (!reminderDue(subscriber, incident, knownAt, now, policy)) return skip('already-known')
  return nextAt > now ? wait(nextAt, 'retry-not-due') : send('reminder', 'goes-on-for-long')
}

function dueToTheUntold(subscriber: DueSubscriber, incident: DueIncident, perhaps: boolean, now: number): Due {
  if (incident.status === 'resolved') {
    return perhaps ? send('resolved', 'resolved-after-perhaps-being-told') : skip('resolved-but-never-told')
  }
  if (subscriber.role === 'operator') {
    const at = escalatesAt(subscriber.preferences.level, incident)
    if (at === null) return skip('another-operator-has-it')
    return at > now ? wait(at, 'others-are-asked-first') : send('opened', 'not-told-yet')
  }
  if (subscriber.channel === 'sms' && rank(incident.impact) < rank('major')) return skip('too-small-for-sms')
  return send('opened', 'not-told-yet')
}

function dueAsChange(
  { channel }: DueSubscriber,
  incident: DueIncident,
  knowledge: Knowledge,
  knownAt: number,
  now: number,
  policy: TellingPolicy,
): Due {
  const rose = rank(incident.impact) > rank(knowledge.knownImpact)
  if (channel === 'sms') return rose ? send('changed', 'impact-rose') : skip('no-news-for-sms')
  const at = knownAt + policy.changeGapSeconds * 1000
  if (at > now) return wait(at, 'too-soon-after-last-message')
  return send('changed', 'changed-since-last-message')
}

function rank(impact: string): number {
  return IMPACTS.indexOf(impact)
}

export function send(kind: MessageKind, reason: DueReason): Due {
  return { action: 'send', kind, reason }
}

export function skip(reason: DueReason): Due {
  return { action: 'skip', reason }
}

export function wait(at: number, reason: DueReason): Due {
  return { action: 'wait', at, reason }
}
