// Telling with a provider that keeps what it is given, at a time of the test's choosing.
import type { Db } from '../../../data/database.ts'
import {
  createMemory,
  type ReconcileNeeds,
  reconcile,
  type TellingChannel,
  type Told,
} from '../../../server/notify/reconcile.ts'
import { SendError, type Sent } from '../../../server/notify/sms/provider.ts'
import { BOOK } from '../../support/address-book.ts'

export const HOUR = 3_600_000
/** 14:00 on a Tuesday in Korea. */
export const START = Date.UTC(2026, 10, 24, 5)

export const incident = {
  id: 'abc123abc123',
  cause: 'gov24/login',
  service: 'gov24',
  status: 'investigating' as const,
  impact: 'major' as const,
  title: { ko: '정부24 장애', en: 'Outage' },
  beganAt: START,
  beganSays: 'probes',
  detectedAt: START,
  announcedAt: START,
  monitoringAt: null,
  resolvedAt: null,
  version: 1,
  kind: 'opened' as const,
  updatedAt: START,
  root: null,
  audience: 'everyone' as const,
  unstableSince: null,
  reopenedAt: null,
}
export const reader = {
  channel: 'email' as const,
  language: 'ko' as const,
  role: 'public' as const,
  name: '',
  scope: ['gov24'],
}

export function world(db: Db, channel?: TellingChannel) {
  const sent: string[] = []
  const state = { now: START, down: false, answer: { ok: true, ref: 'r' } as Sent }
  const needs: ReconcileNeeds = {
    db,
    channels: [
      channel ?? {
        channel: 'email',
        provider: 'smtp',
        batch: 20,
        send: async (told: Told[]) => {
          if (state.down) throw new SendError('down', { permanent: false })
          sent.push(
            ...told.map(
              ({ candidate, version, kind }) => `${BOOK.open(candidate.subscriber.address)} ${kind} v${version}`,
            ),
          )
          return told.map(() => state.answer)
        },
      },
    ],
    policy: { changeGapSeconds: 1800 },
    now: () => state.now,
    random: () => 0.5,
    isSure: async () => true,
    owner: 'one',
    memory: createMemory(),
    log: { info: () => {}, warn: () => {} },
  }
  return { sent, state, needs, pass: () => reconcile(needs) }
}
