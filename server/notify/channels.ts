// The two ways of telling: each renders the messages as they are sent and hands them to its provider.
import { spoken } from '../../views/format.ts'
import type { RenderMessage } from '../../views/render.ts'
import type { PublicIncident } from '../publish/snapshot.ts'
import { bounceAddress } from './bounce.ts'
import { composed, createComposer } from './compose.ts'
import { fitSms } from './cp949.ts'
import { type Mail, type Mailer, senderDomain } from './email.ts'
import type { Http } from './http.ts'
import { type MessageParts, mailHeaders, NO_LINKS, threadOf } from './message.ts'
import type { TellingChannel, Told } from './reconcile.ts'
import type { EmailSettings, SmsSettings } from './settings.ts'
import { smsProvider } from './sms/index.ts'
import type { Sent, SmsMessage } from './sms/provider.ts'
import { createShared, type Line, type Shared } from './sms/shared.ts'
import { staffUrl } from './staff-link.ts'
import { type Made, made } from './unmade.ts'
import { leaveToken, managePath } from './unsubscribe.ts'

/**
 * `parts` gives names and fallbacks as they are now. `secret` signs the links. `detail`: what was measured of an incident, for
 * operators, as it stands in the database; without it mails have none.
 */
export type ChannelNeeds = {
  render: RenderMessage
  parts: () => MessageParts
  secret: string
  /** An address as it is written, from the sealed one. */
  open: (sealed: string) => string
  detail?: (incident: PublicIncident, language: 'ko' | 'en') => Promise<string | false>
}

/** `bounces`: where mails come back to; without it they come back to `from`. */
export function emailChannel(
  mailer: Mailer,
  { from, bounces }: Pick<EmailSettings, 'from' | 'bounces'>,
  needs: ChannelNeeds,
): TellingChannel {
  const domain = senderDomain(from)
  return {
    channel: 'email',
    provider: mailer.name,
    batch: mailer.connections * 20,
    send: async (told) => {
      const compose = createComposer(needs.render, needs.parts())
      const mails = told.map(async (one) => {
        const detail = await detailOf(one, needs)
        const { id } = one.candidate.subscriber
        const back = bounces === undefined ? {} : { bounceTo: bounceAddress(bounces, id, needs.secret) }
        return made(() => ({ ...mailOf(one, detail, domain, compose, needs), ...back }))
      })
      return sendMails(await Promise.all(mails), mailer)
    },
  }
}

/** All at once into the pool; when the server as a whole fails, those that went out before count as sent. */
async function sendMails(mails: Made<Mail>[], mailer: Mailer): Promise<Sent[]> {
  const settled = await Promise.allSettled(mails.map(async (mail) => ('to' in mail ? mailer.send(mail) : mail)))
  const failure = settled.find((one) => one.status === 'rejected')?.reason
  if (failure === undefined) return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const answers = settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason))
  throw Object.assign(failure, { answers })
}

/** A mail goes out without it rather than not at all. */
async function detailOf({ candidate, matter, kind }: Told, { detail }: ChannelNeeds): Promise<string | false> {
  const { role, language } = candidate.subscriber
  if (role !== 'operator' || kind === 'resolved' || matter.about !== 'incident' || !detail) return false
  return detail(matter.incident, spoken(language)).catch(() => false as const)
}

function mailOf(
  told: Told,
  detail: string | false,
  domain: string,
  composeFor: ReturnType<typeof createComposer>,
  { parts, secret, open }: ChannelNeeds,
): Mail {
  const now = parts()
  const { subscriber } = told.candidate
  const { id, language, address } = subscriber
  const leaveUrl = `${now.site.url}/unsubscribe/${leaveToken(secret, { subscriber: id, language })}`
  const manage = now.site.url + managePath(secret, id, language)
  const links = { manage, leave: leaveUrl, staff: staffUrl(secret, now.site, subscriber) }
  const compose = composeFor(told, links, detail)
  return {
    to: open(address),
    subject: compose('subject'),
    text: compose('text'),
    html: compose('html'),
    ...threadOf(told.topic, told.version, id, domain, lastWord(told)),
    headers: mailHeaders(now.site, domain, leaveUrl),
  }
}

/** When they were last told, where this is a reminder of a version that they know. */
function lastWord({ candidate: { knowledge }, version }: Told): number | null {
  return knowledge && knowledge.known_version >= version ? knowledge.known_at : null
}

export function smsChannel(shared: Shared, needs: ChannelNeeds): TellingChannel {
  return {
    channel: 'sms',
    provider: shared.name,
    batch: shared.batch,
    send: async (told) => {
      const texts = told.map((one) => made(() => textOf(one, needs)))
      const sendable = texts.filter((text) => 'to' in text)
      const answers = sendable.length > 0 ? await shared.send(sendable) : []
      return texts.map((text) => ('to' in text ? (answers.shift() as Sent) : text))
    },
  }
}

/** The providers of texts that the settings name. */
export function openTexts(settings: SmsSettings[], http: Http, clock: () => number, random: () => number): Shared {
  return createShared(settings.map(lineOf), http, clock, random)
}

function lineOf({ provider, from, settings, weight = 50, perSecond = 100 }: SmsSettings): Line {
  return { provider: smsProvider(provider), settings: { ...settings, from }, weight, perSecond }
}

function textOf(told: Told, { render, parts, open }: ChannelNeeds): SmsMessage {
  const { text, kind: size } = fitSms(composed(told, render, parts(), NO_LINKS)('sms'))
  return { to: open(told.candidate.subscriber.address), text, kind: size }
}
