// Telling, opened: the configured channels, the configured subscribers, and the loop's one pass.
import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Catalogue } from '../../data/catalogue.ts'
import type { Db } from '../../data/database.ts'
import { saveConfiguredSubscribers } from '../../data/queries/subscribers.ts'
import { renderMessage } from '../../views/render.ts'
import type { Config } from '../config.ts'
import { linkSecret } from '../link-secret.ts'
import type { Metrics } from '../metrics.ts'
import type { PublicFallback, Site, Snapshot } from '../publish/snapshot.ts'
import type { SubscriptionsNeeds } from '../routes/subscriptions.ts'
import { type ChannelNeeds, emailChannel, smsChannel } from './channels.ts'
import { DEFAULT_TELLING_POLICY } from './due.ts'
import { type Mailer, openMailer } from './email.ts'
import { openHttp } from './http.ts'
import type { MessageParts } from './message.ts'
import { createMemory, reconcile, type TellingChannel } from './reconcile.ts'
import { normaliseAddress } from './settings.ts'

export type Telling = {
  /** One pass over everybody who is behind. */
  reconcile: () => Promise<void>
  /** `null` when no mail can be sent: then nobody can subscribe on the page. */
  subscriptions: SubscriptionsNeeds | null
  close: () => Promise<void>
}

type Parts = {
  db: Db
  catalogue: Catalogue
  config: Config
  site: Site
  /** What is public now; `null` before the first snapshot. */
  current: () => Snapshot | null
  metrics: Metrics
  log: Logger
  now: () => number
}

export async function openTelling(parts: Parts): Promise<Telling> {
  const { db, config, metrics, log, now } = parts
  await saveConfiguredSubscribers(db, configuredSubscribers(config), now())
  const secret = linkSecret(config.data, config.linkSecret)
  const needs: ChannelNeeds = { render: renderMessage, parts: () => messageParts(parts), secret }
  const mailer = config.notify?.email ? openMailer(config.notify.email) : null
  const http = config.notify?.sms ? openHttp() : null
  const channels: TellingChannel[] = []
  if (config.notify?.email && mailer) channels.push(emailChannel(mailer, config.notify.email.from, needs))
  if (config.notify?.sms && http) channels.push(smsChannel(config.notify.sms, http, now, needs))
  const policy = { ...DEFAULT_TELLING_POLICY, ...config.notify?.policy }
  const worker = { db, channels, policy, now, random: Math.random, owner: randomUUID(), memory: createMemory(), log }
  return {
    reconcile: async () => {
      if (channels.length === 0) return
      const { sent, failed } = await reconcile(worker)
      metrics.messages.inc({ outcome: 'sent' }, sent)
      metrics.messages.inc({ outcome: 'failed' }, failed)
    },
    subscriptions: mailer && subscriptionsNeeds(parts, mailer, secret),
    close: async () => {
      mailer?.close()
      await http?.close()
    },
  }
}

function configuredSubscribers({ subscribers = [] }: Config) {
  return subscribers.map(({ channel, address, language = 'ko', role, name, scope = [] }) => ({
    channel,
    address: normaliseAddress(channel, address),
    language,
    role,
    name,
    scope,
    source: 'configuration' as const,
  }))
}

function messageParts({ site, catalogue, current }: Parts): MessageParts {
  const live = new Map(current()?.fallbacks.map((fallback) => [fallback.id, fallback]))
  return {
    site,
    nameOf: (id) => {
      const component = catalogue.components.get(id)
      return component?.name ?? { ko: id, en: id }
    },
    fallbacksOf: (id) => (catalogue.components.get(id)?.fallbacks ?? []).flatMap((name): PublicFallback[] => live.get(name) ?? []),
  }
}

function subscriptionsNeeds(_parts: Parts, _mailer: Mailer, _secret: string): SubscriptionsNeeds | null {
  return null
}
