// Whether, when and as what one subscriber is to be told of one incident. Pure; the reason is stored and asserted.
import { PERHAPS_TOLD } from '../../data/queries/behind.ts'
import type { Audience, Channel, Impact, IncidentStatus, SubscriberRole } from '../../data/tables.ts'

export type MessageKind = 'opened' | 'changed' | 'resolved'

export type DueSubscriber = { channel: Channel; role: SubscriberRole }
/** `publicAt`: its newest text waits for a person until then (UTC ms). */
export type DueIncident = {
  version: number
  status: IncidentStatus
  impact: Impact
  audience: Audience
  publicAt: number
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

export type DueReason =
  | 'already-known'
  | 'address-refused'
  | 'for-operators-only'
  | 'text-held'
  | 'retry-not-due'
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
  if (knowledge && knowledge.knownVersion >= incident.version) return skip('already-known')
  if (knowledge?.knownKind === 'refused') return skip('address-refused')
  // operators are who looks at what is held
  if (subscriber.role !== 'operator') {
    if (incident.audience === 'operators') return skip('for-operators-only')
    if (incident.publicAt > now) return { action: 'wait', at: incident.publicAt, reason: 'text-held' }
  }
  if (knowledge && knowledge.nextAt > now) return { action: 'wait', at: knowledge.nextAt, reason: 'retry-not-due' }
  if (knowledge === null || knowledge.knownAt === null) {
    return dueToTheUntold(subscriber, incident, knowledge?.knownKind === PERHAPS_TOLD)
  }
  if (incident.status === 'resolved') return send('resolved', 'resolved-after-being-told')
  if (knowledge.knownKind === 'resolved') return send('opened', 'opened-again')
  return dueAsChange(subscriber, incident, knowledge, knowledge.knownAt, now, policy)
}

function dueToTheUntold(subscriber: DueSubscriber, incident: DueIncident, perhaps: boolean): Due {
  if (incident.status === 'resolved') {
    return perhaps ? send('resolved', 'resolved-after-perhaps-being-told') : skip('resolved-but-never-told')
  }
  if (subscriber.channel === 'sms' && subscriber.role !== 'operator' && rank(incident.impact) < rank('major')) {
    return skip('too-small-for-sms')
  }
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
  if (at > now) return { action: 'wait', at, reason: 'too-soon-after-last-message' }
  return send('changed', 'changed-since-last-message')
}

function rank(impact: string): number {
  return IMPACTS.indexOf(impact)
}

function send(kind: MessageKind, reason: DueReason): Due {
  return { action: 'send', kind, reason }
}

function skip(reason: DueReason): Due {
  return { action: 'skip', reason }
}
