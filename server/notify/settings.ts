// What the configuration says about telling: how to send, and whom to tell besides those who subscribe on the page.
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import type { Channel } from '../../data/tables.ts'
import { PreferencesSchema } from './preferences.ts'
import { smsProvider, smsProviderNames } from './sms/index.ts'

const Secret = Type.String({
  minLength: 1,
  description: 'written as ${ENV_NAME} or ${file:/path}; never in the file itself',
})

export const SmtpSettingsSchema = Type.Object(
  {
    host: Type.String({ minLength: 1 }),
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    secure: Type.Optional(
      Type.Boolean({ description: 'TLS from the first byte (port 465); otherwise STARTTLS where offered' }),
    ),
    requireTls: Type.Optional(Type.Boolean({ description: 'refuse to send without STARTTLS' })),
    user: Type.Optional(Type.String({ minLength: 1 })),
    password: Type.Optional(Secret),
    connections: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 5 })),
  },
  { additionalProperties: false },
)

export const EmailSettingsSchema = Type.Object(
  {
    from: Type.String({ minLength: 3, description: 'Name <address@domain>; its domain signs the mail' }),
    replyTo: Type.Optional(Type.String({ minLength: 3 })),
    bounces: Type.Optional(
      Type.String({
        pattern: '^[^\\s@+]+@[^\\s@]+$',
        description: 'where mails come back to, as bounces@example.org; its server hands them to `npm run bounces`',
      }),
    ),
    dkim: Type.Optional(
      Type.Object(
        {
          domain: Type.String({ minLength: 3 }),
          selector: Type.String({ minLength: 1 }),
          key: Type.String({ minLength: 1, description: 'private key in PEM, as ${file:/path}' }),
        },
        { additionalProperties: false, description: 'signs mails, where the mail server does not' },
      ),
    ),
    smtp: SmtpSettingsSchema,
  },
  { additionalProperties: false },
)

export const SmsSettingsSchema = Type.Object(
  {
    provider: Type.Enum([...smsProviderNames]),
    from: Type.String({ minLength: 3, description: 'the sender number, registered with the provider beforehand' }),
    settings: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'what the provider needs, such as apiKey and apiSecret',
      }),
    ),
    weight: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        default: 50,
        description: 'share of the texts beside the other providers',
      }),
    ),
    perSecond: Type.Optional(
      Type.Integer({
        minimum: 1,
        default: 100,
        description: 'most texts a second; of several servers each has its own',
      }),
    ),
  },
  { additionalProperties: false },
)

export const NotifySettingsSchema = Type.Object(
  {
    email: Type.Optional(EmailSettingsSchema),
    sms: Type.Optional(Type.Union([SmsSettingsSchema, Type.Array(SmsSettingsSchema, { minItems: 1, maxItems: 3 })])),
    smsReplies: Type.Optional(
      Type.Object(
        {
          secret: Type.String({
            minLength: 16,
            description:
              'of the company that hands on texts that come back, to /hooks/text-replies; as ${ENV_NAME} or ${file:/path}',
          }),
          from: Type.Optional(Type.String({ minLength: 1, default: 'from', description: 'field of the number' })),
          text: Type.Optional(Type.String({ minLength: 1, default: 'text', description: 'field of the words' })),
        },
        { additionalProperties: false, description: 'who answers 수신거부 is told no more' },
      ),
    ),
    webhooks: Type.Optional(
      Type.Object(
        {
          inside: Type.Optional(
            Type.Boolean({ default: false, description: 'programs and rooms in our own network may be told' }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    templates: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'folder with templates of your own, as messages/opened/sms.ko.sms.hbs; what is not in it is as it comes',
      }),
    ),
    policy: Type.Optional(
      Type.Object(
        {
          changeGapSeconds: Type.Optional(
            Type.Integer({ minimum: 0, default: 1800, description: 'least seconds between two mails on one incident' }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)

export const ConfiguredSubscriberSchema = Type.Object(
  {
    channel: Type.Enum(['email', 'sms', 'webhook', 'chat']),
    address: Type.String({
      minLength: 3,
      description:
        'mail address; phone number as it is dialled in Korea or +82…; https address of a program (webhook) or of an incoming webhook of Slack, Teams or Discord (chat)',
    }),
    language: Type.Optional(Type.Union([Type.Literal('ko'), Type.Literal('en')], { default: 'ko' })),
    role: Type.Union([Type.Literal('public'), Type.Literal('center'), Type.Literal('operator')]),
    name: Type.String({ minLength: 1 }),
    scope: Type.Optional(
      Type.Array(Type.String(), { description: 'ids of services or components; left out: everything' }),
    ),
    region: Type.Optional(
      Type.String({ minLength: 1, description: 'of a center: its province or metropolitan city, as 서울특별시' }),
    ),
    district: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'of a center: its city, county or borough, as 종로구; without it its staff reports count for no district',
      }),
    ),
    preferences: Type.Optional(PreferencesSchema),
  },
  { additionalProperties: false },
)

export type NotifySettings = Static<typeof NotifySettingsSchema>
export type EmailSettings = Static<typeof EmailSettingsSchema>
export type SmsSettings = Static<typeof SmsSettingsSchema>
export type ConfiguredSubscriber = Static<typeof ConfiguredSubscriberSchema>

/** One provider or several. */
export function smsLines(sms: NonNullable<NotifySettings['sms']>): SmsSettings[] {
  return Array.isArray(sms) ? sms : [sms]
}

/** What a provider lacks, with its place in the configuration. */
export function smsMistakes(sms: NotifySettings['sms']): string[] {
  if (!sms) return []
  return smsLines(sms).flatMap(({ provider, settings = {} }, index) => {
    const place = `/notify/sms${Array.isArray(sms) ? `/${index}` : ''}/settings`
    return Value.Errors(smsProvider(provider).SettingsSchema, settings).map(
      ({ instancePath, message, params }) =>
        `${place}${instancePath}: ${message}${'requiredProperties' in params ? ` (${params.requiredProperties.join(', ')})` : ''}; ${provider} needs it`,
    )
  })
}

/** An address that cannot be told anything; the message says what is wrong and how to write it. */
export class AddressError extends Error {}

/** The one way an address is stored: mail with a small-letter domain, phone as +82…, https address as URL; throws AddressError. */
export function normaliseAddress(channel: Channel, address: string): string {
  if (channel === 'email') return normaliseMail(address)
  if (channel === 'sms') return normalisePhone(address)
  return channel === 'push' ? normalisePush(address) : normaliseUrl(address)
}

function normaliseMail(address: string): string {
  const match = /^([^\s@"(),:;<>[\\\]]{1,64})@((?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]{2,})$/u.exec(address.trim())
  if (!match || address.length > 254)
    throw new AddressError(`"${address}" is not a mail address. Write it like name@example.go.kr.`)
  return `${match[1]}@${match[2]?.toLowerCase()}`
}

function normaliseUrl(address: string): string {
  const url = URL.parse(address.trim())
  if (url?.protocol !== 'https:' || url.username !== '' || address.length > 2000) {
    throw new AddressError(`"${address.slice(0, 200)}" is no https address. Write it like https://example.go.kr/hook.`)
  }
  return url.href
}

const PushSchema = Type.Object({
  endpoint: Type.String({ maxLength: 2000 }),
  keys: Type.Object({
    p256dh: Type.String({ pattern: '^[A-Za-z0-9_-]{86,87}=?$' }),
    auth: Type.String({ pattern: '^[A-Za-z0-9_-]{22}(==)?$' }),
  }),
})

/** JSON, as a browser writes its push subscription; what else stands in it is left out. */
function normalisePush(address: string): string {
  const given = parseJson(address)
  if (!Value.Check(PushSchema, given)) throw new AddressError('That is no push subscription of a browser.')
  const { p256dh, auth } = given.keys
  return JSON.stringify({ endpoint: normaliseUrl(given.endpoint), keys: { p256dh, auth } })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function normalisePhone(address: string): string {
  const phone = parsePhoneNumberFromString(address, 'KR')
  if (!phone?.isValid()) {
    throw new AddressError(`"${address}" is not a phone number. Write it like 010-1234-5678 or +82 10 1234 5678.`)
  }
  if (phone.country === 'KR' && !['MOBILE', 'VOIP', 'PERSONAL_NUMBER'].includes(phone.getType() ?? '')) {
    throw new AddressError(
      `"${address}" is a number that cannot receive texts. Give a mobile number such as 010-1234-5678.`,
    )
  }
  return phone.number
}
