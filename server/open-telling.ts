// Telling, opened from the configuration: configured subscribers, channels, and what the subscription pages need.
import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { AddressBook } from '../data/address-book.ts'
import { type Catalogue, isKnown } from '../data/catalogue.ts'
import type { Db } from '../data/database.ts'
import { openAddressBook } from '../data/queries/sealing.ts'
import { type Subscriber, saveConfiguredSubscribers } from '../data/queries/subscribers.ts'
import type { Language } from '../data/tables.ts'
import { inLanguage } from '../views/format.ts'
import { openViews, type RenderMessage, renderPage } from '../views/render.ts'
import type { Config } from './config.ts'
import { signInMail } from './console/sign-in-mail.ts'
import { matricesOf } from './incidents/incident-matrix.ts'
import { isShared } from './incidents/incident-title.ts'
import { isStandby } from './incidents/standby.ts'
import { isSure } from './incidents/sure.ts'
import { addressKeys, linkSecret } from './kept-secret.ts'
import type { Metrics } from './metrics.ts'
import { confirmationCall, confirmationMail } from './notify/confirmation.ts'
import { fitSms } from './notify/cp949.ts'
import type { MessageParts } from './notify/message.ts'
import { followProviders } from './notify/own-trouble.ts'
import { pushKeys } from './notify/push.ts'
import { normaliseAddress } from './notify/settings.ts'
import type { Shared } from './notify/sms/shared.ts'
import { createTelling, type Telling } from './notify/telling.ts'
import { outlookOf } from './outlook.ts'
import { messagePage } from './pages/message.ts'
import { subscribePage } from './pages/subscribe.ts'
import { codePage, subscribeTextPage } from './pages/subscribe-text.ts'
import type { Site, Snapshot } from './publish/snapshot.ts'
import type { SubscriptionsNeeds } from './routes/subscriptions.ts'
import type { TextSubscriptionsNeeds } from './routes/text-subscriptions.ts'

/** How often it is looked whether telling itself works. */
const FOLLOW_EVERY_MS = 10_000

export type OpenTelling = {
  /** One pass over everybody who is behind. */
  reconcile: () => Promise<void>
  /** Asks what became of texts that were sent. */
  followTexts: () => Promise<void>
  subscriptions: SubscriptionsNeeds
  /** `null` when no text can be sent. */
  textSubscriptions: TextSubscriptionsNeeds | null
  /** Mails a link to sign in at the console; `null` when no mail can be sent. */
  sendLink: ((operator: Subscriber) => Promise<void>) | null
  /** Signs the links. */
  secret: string
  book: AddressBook
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

export async function openTelling(parts: Parts): Promise<OpenTelling> {
  const { db, catalogue, config, metrics, log, now } = parts
  const book = await openAddressBook(db, addressKeys(config))
  await saveConfiguredSubscribers(db, book, configuredSubscribers(config), now())
  const secret = linkSecret(config)
  const { renderMessage } = openViews(config.notify?.templates, (file, error) =>
    log.error({ file, reason: error.message }, 'a template of ours cannot be used; the bundled one is'),
  )
  const tools = { secret, book, renderMessage }
  const keys = pushKeys(secret)
  const telling = createTelling({
    settings: config.notify ?? {},
    db,
    now,
    random: Math.random,
    owner: randomUUID(),
    isSure: (components) => isSure(db, components, config.policy, now()),
    log,
    render: renderMessage,
    parts: () => messageParts(parts),
    detail: async (incident) => (await matricesOf(db, incident, now(), outlookOf(config, catalogue))) || false,
    secret,
    open: book.open,
    webhook: { secret, open: book.open, siteUrl: parts.site.url, current: parts.current },
    push: { keys, contact: contactOf(parts.site) },
  })
  let followedAt = 0
  return {
    reconcile: async () => {
      const { sent, failed } = await telling.reconcile()
      metrics.messages.inc({ outcome: 'sent' }, sent)
      metrics.messages.inc({ outcome: 'failed' }, failed)
      if (now() - followedAt < FOLLOW_EVERY_MS) return
      followedAt = now()
      await followProviders(db, telling.breakers, config.policy, now())
    },
    followTexts: telling.followTexts,
    textSubscriptions: telling.texts && textSubscriptionsNeeds(parts, tools, telling.texts),
    subscriptions: subscriptionsNeeds(parts, tools, telling, keys.publicKey),
    sendLink: linkSender(parts, tools, telling),
    secret,
    book,
    close: telling.close,
  }
}

function configuredSubscribers({ subscribers = [] }: Config) {
  return subscribers.map(({ channel, address, language = 'ko', scope = [], preferences = {}, ...said }) => ({
    ...said,
    preferences: JSON.stringify(preferences),
    channel,
    address: normaliseAddress(channel, address),
    language,
    scope,
  }))
}

function messageParts({ site, catalogue, current, now }: Parts): MessageParts {
  const live = new Map(current()?.fallbacks.map((fallback) => [fallback.id, fallback]))
  return {
    site,
    nameOf: (id) => nameOf(catalogue, id),
    isShared: (id) => isShared(id, catalogue),
    fallbacksOf: (id) => (catalogue.components.get(id)?.fallbacks ?? []).flatMap((name) => live.get(name) ?? []),
    now: now(),
  }
}

/** A component with its service before it (alone, "로그인" says nothing), or a service. */
function nameOf({ components, services }: Catalogue, id: string): { ko: string; en: string } {
  const component = components.get(id)
  const service = services.find((one) => one.id === (component?.service ?? id))
  if (!service) return { ko: id, en: id }
  if (!component) return service.name
  if (isStandby(component)) return component.name
  return { ko: `${service.name.ko} ${component.name.ko}`, en: `${service.name.en} ${component.name.en}` }
}

type Tools = { secret: string; book: AddressBook; renderMessage: RenderMessage }

function textSubscriptionsNeeds(
  { db, catalogue, site, now }: Parts,
  { secret, book, renderMessage }: Tools,
  texts: Shared,
): TextSubscriptionsNeeds {
  return {
    db,
    now,
    secret,
    book,
    known: (id) => isKnown(catalogue, id),
    sendCode: async (number, code, language) => {
      const { text, kind } = fitSms(renderMessage('code', language, 'sms', { rehearsal: site.rehearsal, code }))
      const [answer] = await texts.send([{ to: number, text, kind }])
      if (answer && !answer.ok) throw new Error(answer.message)
    },
    pages: {
      subscribe: (form) => renderPage('subscribe-text', subscribeTextPage(site, catalogue.services, form)),
      code: (form) => renderPage('code', codePage(site, form)),
      expired: (language) => renderPage('message', messagePage(site, 'expired-link', language, false)),
      busy: (language) => renderPage('message', messagePage(site, 'busy', language, false)),
    },
  }
}

function subscriptionsNeeds(
  parts: Parts,
  { secret, book, renderMessage }: Tools,
  { mailer, outside }: Telling,
  pushKey: string,
): SubscriptionsNeeds {
  const { db, catalogue, config, site, now } = parts
  const from = config.notify?.email?.from
  const needs = { site, secret, render: renderMessage }
  return {
    db,
    now,
    secret,
    book,
    pages: {
      subscribe: (form) => renderPage('subscribe', subscribePage(site, catalogue.services, pushKey, form)),
      message: (page, language, action) => renderPage('message', messagePage(site, page, language, action)),
    },
    known: (id) => isKnown(catalogue, id),
    describe: (scope, language: Language) => {
      const ids = scope.length > 0 ? scope : catalogue.services.map(({ id }) => id)
      return ids.map((id) => inLanguage(nameOf(catalogue, id), language)).join(', ')
    },
    confirm: {
      email:
        mailer && from !== undefined
          ? async (wanted) => void (await mailer.send(confirmationMail(wanted, { ...needs, from }, now())))
          : null,
      program: async (wanted) => {
        const { headers, body } = confirmationCall(wanted, needs, now())
        const status = await outside.post(wanted.address, headers, body)
        if (status >= 300) throw new Error(`It answered ${status}`)
      },
    },
  }
}

function linkSender(
  { config, site, now }: Parts,
  { secret, book, renderMessage: render }: Tools,
  { mailer }: Telling,
): OpenTelling['sendLink'] {
  const from = config.notify?.email?.from
  if (!mailer || from === undefined) return null
  return async (operator) => {
    const mail = signInMail(operator, book.open(operator.address), { site, secret, render, from }, now())
    const sent = await mailer.send(mail)
    if (!sent.ok) throw new Error(sent.message)
  }
}

/** Where the companies that run push services can ask us something. */
function contactOf({ contact, url }: Site): string {
  return contact.includes('@') ? `mailto:${contact}` : url
}
