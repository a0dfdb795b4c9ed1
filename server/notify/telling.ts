// Opens what the settings say and puts it together: one `reconcile` to call again and again.
import type { Db } from '../../data/database.ts'
import { deliveriesOf } from '../../data/queries/receipts.ts'
import type { Breakers } from './breakers.ts'
import { type ChannelNeeds, emailChannel, openTexts, smsChannel } from './channels.ts'
import { chatChannel } from './chat.ts'
import { DEFAULT_TELLING_POLICY } from './due.ts'
import { type Mailer, openMailer } from './email.ts'
import { openHttp } from './http.ts'
import { type Outside, openOutside } from './outside.ts'
import { type PushNeeds, pushChannel } from './push.ts'
import { createMemory, type Reconciled, type ReconcileNeeds, reconcile } from './reconcile.ts'
import { type NotifySettings, smsLines } from './settings.ts'
import { followReceipts } from './sms/receipts.ts'
import type { Shared } from './sms/shared.ts'
import { type WebhookNeeds, webhookChannel } from './webhook.ts'

export type TellingNeeds = ChannelNeeds & { webhook: WebhookNeeds; push: Pick<PushNeeds, 'keys' | 'contact'> } & Pick<
    ReconcileNeeds,
    'now' | 'random' | 'owner' | 'isSure' | 'log'
  > & { db: Db; settings: NotifySettings }

export type Telling = {
  /** Null when no mail can be sent: nobody can subscribe on the page then. */
  mailer: Mailer | null
  /** Null when no text can be sent. */
  texts: Shared | null
  /** Calls addresses that subscribers gave. */
  outside: Outside
  reconcile: () => Promise<Reconciled>
  /** Asks what became of texts, and gives providers their share of the next ones by it. */
  followTexts: () => Promise<void>
  /** Providers that fail now. */
  breakers: Breakers
  close: () => Promise<void>
}

const QUARTER_MS = 15 * 60_000

export function createTelling({
  settings,
  db,
  now,
  random,
  owner,
  isSure,
  log,
  webhook,
  push,
  ...channelNeeds
}: TellingNeeds): Telling {
  const mailer = settings.email ? openMailer(settings.email) : null
  const http = openHttp()
  const outside = openOutside({ inside: settings.webhooks?.inside ?? false })
  const texts = settings.sms ? openTexts(smsLines(settings.sms), http, now, random) : null
  const channels = [
    ...(mailer && settings.email ? [emailChannel(mailer, settings.email, channelNeeds)] : []),
    webhookChannel(outside, webhook, now),
    chatChannel(outside, channelNeeds),
    pushChannel(outside, { ...channelNeeds, ...push }),
    ...(texts ? [smsChannel(texts, channelNeeds)] : []),
  ]
  const policy = { ...DEFAULT_TELLING_POLICY, ...settings.policy }
  const needs = { db, channels, policy, now, random, owner, isSure, log, memory: createMemory() }
  return {
    mailer,
    texts,
    outside,
    reconcile: () => reconcile(needs),
    followTexts: async () => {
      if (!texts || !settings.sms) return
      const lines = smsLines(settings.sms)
      await followReceipts({ db, settings: lines, http, open: channelNeeds.open }, now())
      if (lines.length > 1) texts.shift(await deliveriesOf(db, now() - QUARTER_MS, now()))
    },
    breakers: needs.memory.breakers,
    close: async () => {
      mailer?.close()
      await Promise.all([http.close(), outside.close()])
    },
  }
}
