import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Channel } from '../../../data/tables.ts'
import type { DueReason, DueSubscriber, Knowledge } from '../../../server/notify/due.ts'
import { type DueMaintenance, dueMaintenance } from '../../../server/notify/due-maintenance.ts'
import { type ChosenPreferences, readPreferences } from '../../../server/notify/preferences.ts'

const kst = (text: string) => Date.parse(`2026-${text}:00+09:00`)
const HOUR = 3_600_000

const MAIL = reader('email')
const TEXT = reader('sms')
const OUTAGES_ONLY = reader('email', { kinds: ['opened', 'changed', 'resolved'] })
function reader(channel: Channel, chosen: ChosenPreferences = {}): DueSubscriber {
  return { channel, role: 'public', preferences: readPreferences(JSON.stringify(chosen), { channel, role: 'public' }) }
}

const WORK: DueMaintenance = { version: 5, startsAt: kst('12-05T01:00'), cancelled: false }
const CANCELLED = { ...WORK, version: 6, cancelled: true }
const MOVED = { ...WORK, version: 6 }
const told = (at: number): Knowledge => ({
  knownVersion: 5,
  knownKind: 'maintenance',
  knownAt: at,
  knownImpact: '',
  nextAt: 0,
})
const EARLY = told(kst('11-25T10:00'))

type Row = [DueReason, string, DueSubscriber, DueMaintenance, Knowledge | null, string, string]
const TABLE: Row[] = [
  ['not-told-yet', 'told when it is published', MAIL, WORK, null, '11-25T10:00', 'send'],
  ['too-early', 'but at most two weeks ahead', MAIL, WORK, null, '11-01T10:00', 'wait until 11-21T01:00'],
  ['too-early', 'by text only the evening before', TEXT, WORK, null, '11-25T10:00', 'wait until 12-04T18:00'],
  ['not-told-yet', 'and then it is', TEXT, WORK, null, '12-04T18:00', 'send'],
  [
    'quiet-hours',
    'at night a text waits',
    TEXT,
    { ...WORK, startsAt: kst('12-05T23:00') },
    null,
    '12-04T22:00',
    'wait until 12-05T08:00',
  ],
  ['already-known', 'once told, nobody is told again', MAIL, WORK, EARLY, '11-26T10:00', 'skip'],
  ['begins-tomorrow', 'but for the evening before', MAIL, WORK, EARLY, '12-04T18:00', 'send'],
  ['already-known', 'unless they heard of it that day', MAIL, WORK, told(kst('12-04T10:00')), '12-04T18:00', 'skip'],
  ['already-known', 'nor twice', MAIL, WORK, told(kst('12-04T18:00')), '12-04T18:00', 'skip'],
  ['changed-since-last-message', 'a change is told', MAIL, MOVED, EARLY, '11-26T10:00', 'send'],
  ['cancelled-after-being-told', 'that it is not coming as well', MAIL, CANCELLED, EARLY, '11-26T10:00', 'send'],
  ['over-before-being-told', 'but not to who never heard of it', MAIL, CANCELLED, null, '11-26T10:00', 'skip'],
  ['over-before-being-told', 'what has begun is no news', MAIL, WORK, null, '12-05T01:00', 'skip'],
  ['kind-not-wanted', 'who wants outages only is left in peace', OUTAGES_ONLY, WORK, null, '11-25T10:00', 'skip'],
  [
    'retry-not-due',
    'a failed try waits',
    MAIL,
    MOVED,
    { ...EARLY, nextAt: kst('11-26T11:00') },
    '11-26T10:00',
    'wait until 11-26T11:00',
  ],
  [
    'address-refused',
    'a refused address is left alone',
    MAIL,
    MOVED,
    { ...EARLY, knownKind: 'refused' },
    '11-26T10:00',
    'skip',
  ],
  ['muted', 'and who wants no more of it', MAIL, MOVED, { ...EARLY, knownKind: 'muted' }, '11-26T10:00', 'skip'],
]

for (const [reason, sentence, subscriber, work, knowledge, now, what] of TABLE) {
  test(`maintenance: ${sentence}`, () => {
    const due = dueMaintenance(subscriber, work, knowledge, kst(now))
    const until = due.action === 'wait' ? ` until ${new Date(due.at + 9 * HOUR).toISOString().slice(5, 16)}` : ''
    assert.deepEqual([due.reason, `${due.action}${until}`], [reason, what])
  })
}
