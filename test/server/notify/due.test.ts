import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Channel, SubscriberRole } from '../../../data/tables.ts'
import {
  type Due,
  type DueIncident,
  type DueSubscriber,
  due,
  type IncidentReason,
  type Knowledge,
} from '../../../server/notify/due.ts'
import { type ChosenPreferences, readPreferences } from '../../../server/notify/preferences.ts'

const NOW = Date.UTC(2026, 10, 24, 5)
const MINUTE = 60_000
const POLICY = { changeGapSeconds: 1800 }

const MAIL = reader('email', 'public')
const TEXT = reader('sms', 'public')
const CENTER = reader('sms', 'center')
const OPERATOR = reader('sms', 'operator')
const SECOND = reader('sms', 'operator', { level: 2 })
const MANAGER = reader('sms', 'operator', { level: 3 })
const NO_CHANGES = reader('email', 'public', { kinds: ['opened', 'resolved'] })
const NIGHT_SHIFT = reader('email', 'public', { quiet: { from: '09:00', until: '17:00' } })
const PROGRAM = reader('webhook', 'public')

function reader(channel: Channel, role: SubscriberRole, chosen: ChosenPreferences = {}): DueSubscriber {
  return { channel, role, preferences: readPreferences(JSON.stringify(chosen), { channel, role }) }
}

const MINOR: DueIncident = {
  version: 3,
  status: 'investigating',
  impact: 'minor',
  audience: 'everyone',
  publicAt: 0,
  detectedAt: NOW - 5 * MINUTE,
  announcedAt: NOW - 5 * MINUTE,
  acknowledgedAt: null,
}
const FOR_OPERATORS: DueIncident = { ...MINOR, audience: 'operators' }
const MAJOR: DueIncident = { ...MINOR, impact: 'major' }
const CRITICAL: DueIncident = { ...MINOR, impact: 'critical' }
const HELD: DueIncident = { ...MAJOR, publicAt: NOW + 5 * MINUTE }
const MONITORED: DueIncident = { ...MAJOR, status: 'monitoring' }
const OVER: DueIncident = { ...MAJOR, status: 'resolved' }
const FRESH: DueIncident = { ...MAJOR, detectedAt: NOW }
const TAKEN: DueIncident = { ...MAJOR, acknowledgedAt: NOW - MINUTE }
const LONG: DueIncident = { ...MAJOR, detectedAt: NOW - 60 * MINUTE, announcedAt: NOW - 60 * MINUTE }

const TOLD: Knowledge = {
  knownVersion: 2,
  knownKind: 'opened',
  knownAt: NOW - 60 * MINUTE,
  knownImpact: 'major',
  nextAt: 0,
}
const TOLD_LATELY = { ...TOLD, knownAt: NOW - 10 * MINUTE }
const UP_TO_DATE = { ...TOLD, knownVersion: 3 }
const THOUGHT_OVER = { ...TOLD, knownKind: 'resolved' }
const REFUSED = { ...TOLD, knownKind: 'refused' }
const PASSED_OVER = { ...TOLD, knownKind: '', knownAt: null, knownImpact: 'none' }
const MUTED = { ...TOLD, knownKind: 'muted' }
const KNOWN_FROM_THE_START = { ...UP_TO_DATE, knownAt: LONG.announcedAt }
const TRIED = { ...PASSED_OVER, knownVersion: 0, nextAt: NOW + MINUTE }

type Row = [sentence: string, DueSubscriber, DueIncident, Knowledge | null, what: string]

// By reason, so that a reason without a row does not compile.
const TABLE: Record<IncidentReason, Row[]> = {
  'for-operators-only': [
    ['what one network alone sees is no news for citizens', MAIL, FOR_OPERATORS, null, 'skip'],
    ['nor for centers', CENTER, FOR_OPERATORS, null, 'skip'],
  ],
  'text-held': [
    ['a text that waits for a person is not told before', MAIL, HELD, null, `wait until ${NOW + 5 * MINUTE}`],
    [
      'and changes nothing for whoever was told of the version before',
      CENTER,
      HELD,
      TOLD,
      `wait until ${NOW + 5 * MINUTE}`,
    ],
  ],
  'already-known': [
    ['whoever knows this version is left in peace', MAIL, MAJOR, UP_TO_DATE, 'skip'],
    ['whoever knows it is over is not told again', MAIL, OVER, { ...UP_TO_DATE, knownKind: 'resolved' }, 'skip'],
    ['a version older than what is known changes nothing', MAIL, { ...MAJOR, version: 1 }, TOLD, 'skip'],
    [
      'whoever heard something shortly before is not reminded',
      MAIL,
      LONG,
      { ...UP_TO_DATE, knownAt: NOW - MINUTE },
      'skip',
    ],
    [
      'whoever was asked again at this very instant is not asked twice',
      OPERATOR,
      { ...LONG, detectedAt: NOW - 30 * MINUTE },
      { ...UP_TO_DATE, knownAt: NOW },
      'skip',
    ],
    ['a program needs no reminder', PROGRAM, LONG, KNOWN_FROM_THE_START, 'skip'],
    ['what is small wakes no operator twice', OPERATOR, { ...LONG, impact: 'minor' }, KNOWN_FROM_THE_START, 'skip'],
  ],
  'address-refused': [
    ['an address that was refused is not tried again', MAIL, MAJOR, REFUSED, 'skip'],
    ['a refused address is not told of the end either', MAIL, OVER, REFUSED, 'skip'],
  ],
  muted: [
    ['whoever wants to hear no more of it does not', MAIL, CRITICAL, MUTED, 'skip'],
    ['not even of its end', MAIL, OVER, MUTED, 'skip'],
  ],
  'others-are-asked-first': [
    ['the second operator waits five minutes', SECOND, FRESH, null, `wait until ${NOW + 5 * MINUTE}`],
    ['the manager a quarter of an hour', MANAGER, MAJOR, null, `wait until ${NOW + 10 * MINUTE}`],
  ],
  'another-operator-has-it': [['nobody further is woken once somebody has it', MANAGER, TAKEN, null, 'skip']],
  'goes-on-for-long': [
    ['whoever heard of it at the start is reminded after an hour', MAIL, LONG, KNOWN_FROM_THE_START, 'send reminder'],
    ['by text as well', TEXT, LONG, KNOWN_FROM_THE_START, 'send reminder'],
    [
      'an operator is asked again after half an hour while nobody has it',
      OPERATOR,
      { ...LONG, detectedAt: NOW - 30 * MINUTE },
      { ...UP_TO_DATE, knownAt: NOW - 30 * MINUTE },
      'send reminder',
    ],
    [
      'and every four hours once somebody has',
      OPERATOR,
      { ...LONG, acknowledgedAt: NOW - 240 * MINUTE },
      { ...UP_TO_DATE, knownAt: NOW - 241 * MINUTE },
      'send reminder',
    ],
  ],
  'kind-not-wanted': [
    ['whoever wants only beginning and end hears of no change', NO_CHANGES, MAJOR, TOLD, 'skip'],
    ['and gets no reminder', NO_CHANGES, LONG, KNOWN_FROM_THE_START, 'skip'],
  ],
  'quiet-hours': [
    ['whoever sleeps hears of it afterwards', NIGHT_SHIFT, MAJOR, null, `wait until ${Date.UTC(2026, 10, 24, 8)}`],
    ['of the end as well', NIGHT_SHIFT, OVER, TOLD, `wait until ${Date.UTC(2026, 10, 24, 8)}`],
  ],
  'retry-not-due': [
    ['a message that failed waits for its next try', MAIL, MAJOR, TRIED, `wait until ${NOW + MINUTE}`],
    [
      'the news of the end waits for its next try as well',
      TEXT,
      OVER,
      { ...TOLD, nextAt: NOW + 1 },
      `wait until ${NOW + 1}`,
    ],
  ],
  'resolved-after-being-told': [
    ['whoever believes it is down learns at once that it is over', MAIL, OVER, TOLD_LATELY, 'send resolved'],
    ['the end is worth a text', TEXT, OVER, TOLD, 'send resolved'],
  ],
  'resolved-after-perhaps-being-told': [
    [
      'whoever may have got a message that was never answered for hears of the end',
      MAIL,
      OVER,
      { ...TRIED, knownKind: 'perhaps', nextAt: NOW },
      'send resolved',
    ],
  ],
  'resolved-but-never-told': [
    ['whoever never heard of it does not hear of its end', MAIL, OVER, null, 'skip'],
    ['a text that was too small to send has no end to tell', TEXT, OVER, PASSED_OVER, 'skip'],
    [
      'an outage that ended while its message failed is not told any more',
      MAIL,
      OVER,
      { ...TRIED, nextAt: NOW },
      'skip',
    ],
  ],
  'not-told-yet': [
    ['a new outage is told at once by mail, however small', MAIL, MINOR, null, 'send opened'],
    ['a large new outage is told at once by text', TEXT, MAJOR, null, 'send opened'],
    ['an operator hears of what one network alone sees', OPERATOR, FOR_OPERATORS, null, 'send opened'],
    ['an operator is who looks at a text that is held', OPERATOR, HELD, null, 'send opened'],
    ['the second operator is told once five minutes have passed', SECOND, MAJOR, null, 'send opened'],
    ['an operator gets a text of a small outage', OPERATOR, MINOR, null, 'send opened'],
    ['a small outage passed over is told by text once it is large', TEXT, MAJOR, PASSED_OVER, 'send opened'],
    ['a message that failed is sent when its next try is due', MAIL, MAJOR, { ...TRIED, nextAt: NOW }, 'send opened'],
  ],
  'too-small-for-sms': [
    ['a small outage wakes nobody by text', TEXT, MINOR, null, 'skip'],
    ['a small outage wakes no center by text', CENTER, MINOR, null, 'skip'],
  ],
  'opened-again': [
    ['an outage that comes back after its end is told as opened', MAIL, MAJOR, THOUGHT_OVER, 'send opened'],
    [
      'one that comes back right after its end does not wait',
      TEXT,
      MAJOR,
      { ...THOUGHT_OVER, knownAt: NOW - 1 },
      'send opened',
    ],
  ],
  'impact-rose': [
    ['a text follows when it gets worse', TEXT, CRITICAL, TOLD, 'send changed'],
    ['a text does not wait when it gets worse', TEXT, CRITICAL, TOLD_LATELY, 'send changed'],
  ],
  'no-news-for-sms': [
    ['a change that is not worse is not worth a text', TEXT, MONITORED, TOLD, 'skip'],
    ['what gets smaller is not worth a text', TEXT, MINOR, TOLD, 'skip'],
    ['not even an operator gets a text of what is not worse', OPERATOR, MAJOR, TOLD, 'skip'],
  ],
  'too-soon-after-last-message': [
    ['changes wait, so that they come together', MAIL, MAJOR, TOLD_LATELY, `wait until ${NOW + 20 * MINUTE}`],
    ['by mail even what gets worse waits', MAIL, CRITICAL, TOLD_LATELY, `wait until ${NOW + 20 * MINUTE}`],
  ],
  'changed-since-last-message': [
    ['a change is told by mail once the gap is over', MAIL, MAJOR, TOLD, 'send changed'],
    ['at the very end of the gap it is told', MAIL, MAJOR, { ...TOLD, knownAt: NOW - 30 * MINUTE }, 'send changed'],
  ],
}

for (const [reason, rows] of Object.entries(TABLE)) {
  for (const [sentence, subscriber, incident, knowledge, what] of rows) {
    test(sentence, () => {
      const judged = due(subscriber, incident, knowledge, NOW, POLICY)
      assert.deepEqual([inWords(judged), judged.reason], [what, reason])
    })
  }
}

function inWords(judged: Due): string {
  if (judged.action === 'send') return `send ${judged.kind}`
  return judged.action === 'wait' ? `wait until ${judged.at}` : 'skip'
}
