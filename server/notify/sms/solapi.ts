// SOLAPI (api.solapi.com), an aggregator of the Korean carriers.
import { createHmac, randomBytes } from 'node:crypto'
import Type from 'typebox'
import type { HttpAnswer } from '../http.ts'
import {
  jsonOf,
  national,
  type ReceiptOf,
  receiptsOf,
  refusedCall,
  type Sent,
  type SmsMessage,
  type SmsProvider,
  type SmsProviderSettings,
} from './provider.ts'

const ADDRESS = 'https://api.solapi.com'
const SEND_PATH = '/messages/v4/send-many/detail'

export const solapi: SmsProvider = {
  name: 'solapi',
  batch: 10_000,
  SettingsSchema: Type.Object({
    apiKey: Type.String({ minLength: 1 }),
    apiSecret: Type.String({ minLength: 1, description: 'written as ${ENV_NAME} or ${file:/path}' }),
    url: Type.Optional(Type.String({ pattern: '^https?://', description: `default ${ADDRESS}` })),
  }),
  send: async (messages, settings, http, now) => {
    const url = `${settings.url ?? ADDRESS}${SEND_PATH}`
    const body = { messages: messages.map((message) => wire(message, settings.from)), showMessageList: true }
    const answer = await http.postJson(url, { authorization: authorization(settings, now) }, body)
    if (answer.status !== 200) throw refusedCall('SOLAPI', answer, codeOf(answer), ADVICE)
    return readAnswer(answer, messages)
  },
  find: async (messages, settings, http, since, now) => {
    const found = new Map<string, string>()
    for (const { to } of messages) {
      const query = new URLSearchParams({ to: national(to), startDate: iso(since), endDate: iso(now), limit: '20' })
      const url = `${settings.url ?? ADDRESS}/messages/v4/list?${query}`
      const answer = await http.call('GET', url, { authorization: authorization(settings, now) })
      if (answer.status !== 200) throw refusedCall('SOLAPI', answer, codeOf(answer), ADVICE)
      const [id] = Object.keys(jsonOf<{ messageList?: object }>('SOLAPI', answer).messageList ?? {})
      if (id !== undefined) found.set(to, id)
    }
    return found
  },
  receipts: async (texts, settings, http, now) => {
    const query = new URLSearchParams(
      texts.slice(0, RECEIPTS).map(({ ref }): [string, string] => ['messageIds[]', ref]),
    )
    query.set('limit', String(RECEIPTS))
    const url = `${settings.url ?? ADDRESS}/messages/v4/list?${query}`
    const answer = await http.call('GET', url, { authorization: authorization(settings, now) })
    if (answer.status !== 200) throw refusedCall('SOLAPI', answer, codeOf(answer), ADVICE)
    const { messageList = {} } = jsonOf<{ messageList?: Record<string, Listed> }>('SOLAPI', answer)
    return receiptsOf(texts, ({ ref }) => receiptOf(messageList[ref]?.statusCode))
  },
}

const RECEIPTS = 100

/** 2xxx: waiting with the provider, 3000: with the carrier, 4000: received; all others are ends in vain. */
function receiptOf(code = '2000'): ReceiptOf | null {
  if (code === '4000') return 'delivered'
  return code.startsWith('2') || code === '3000' ? null : 'expired'
}

const ADVICE = 'Check apiKey, apiSecret and the allowed addresses in the SOLAPI console'

function codeOf({ text }: HttpAnswer): string {
  return /"errorCode"\s*:\s*"(\w{1,40})"/.exec(text)?.[1] ?? 'no error code'
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

function wire({ to, text, kind, subject }: SmsMessage, from: string) {
  return { to: national(to), from: national(from), text, type: kind, ...(kind === 'LMS' && subject ? { subject } : {}) }
}

function authorization({ apiKey = '', apiSecret = '' }: SmsProviderSettings, now: number): string {
  const date = new Date(now).toISOString()
  const salt = randomBytes(16).toString('hex')
  const signature = createHmac('sha256', apiSecret)
    .update(date + salt)
    .digest('hex')
  return `HMAC-SHA256 apiKey=${apiKey}, date=${date}, salt=${salt}, signature=${signature}`
}

type Listed = { to?: string; messageId?: string; statusCode?: string; statusMessage?: string }
type Answer = { groupInfo?: { groupId?: string; _id?: string }; failedMessageList?: Listed[]; messageList?: Listed[] }

function readAnswer(got: HttpAnswer, messages: SmsMessage[]): Sent[] {
  const answer = jsonOf<Answer>('SOLAPI', got)
  const failed = byNumber(answer.failedMessageList)
  const taken = byNumber(answer.messageList)
  const group = answer.groupInfo?.groupId ?? answer.groupInfo?._id ?? ''
  return messages.map(({ to }) => {
    const failure = failed.get(national(to))
    if (failure) return refusal(failure)
    return { ok: true, ref: taken.get(national(to))?.messageId ?? group }
  })
}

function byNumber(list: Listed[] = []): Map<string, Listed> {
  return new Map(list.map((entry) => [String(entry.to), entry]))
}

/** 3xxx is the carrier refusing the number; everything else (credit, sender number, limits) can be mended on our side. */
function refusal({ statusCode = '', statusMessage = '' }: Listed): Sent {
  const message = `SOLAPI refused it: ${statusCode} ${statusMessage}`.trim()
  return { ok: false, permanent: statusCode.startsWith('3'), code: statusCode, message }
}
