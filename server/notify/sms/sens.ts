// Naver Cloud SENS, in its commercial and its government region.
import { createHmac } from 'node:crypto'
import Type from 'typebox'
import type { Http, HttpAnswer } from '../http.ts'
import {
  jsonOf,
  koreanSeconds,
  national,
  type ReceiptOf,
  receiptsByCall,
  refusedCall,
  type SmsProvider,
  type SmsProviderSettings,
} from './provider.ts'

const ADDRESSES = { commercial: 'https://sens.apigw.ntruss.com', government: 'https://sens.apigw.gov-ntruss.com' }
const ADVICE = 'Check accessKey, secretKey and serviceId; the clock of this machine must be right to five minutes'

export const sens: SmsProvider = {
  name: 'sens',
  batch: 100,
  SettingsSchema: Type.Object({
    serviceId: Type.String({ minLength: 1 }),
    accessKey: Type.String({ minLength: 1 }),
    secretKey: Type.String({ minLength: 1, description: 'written as ${ENV_NAME} or ${file:/path}' }),
    region: Type.Optional(Type.Enum(['commercial', 'government'])),
    url: Type.Optional(Type.String({ pattern: '^https?://' })),
  }),
  send: async (messages, settings, http, now) => {
    const [first] = messages
    if (!first) return []
    const kind = messages.some((message) => message.kind === 'LMS') ? 'LMS' : 'SMS'
    const body = {
      type: kind,
      contentType: 'COMM',
      countryCode: '82',
      from: national(settings.from),
      content: first.text,
      messages: messages.map(({ to, text, subject }) => ({
        to: national(to),
        content: text,
        ...(kind === 'LMS' && subject ? { subject } : {}),
      })),
    }
    const answer = await call(http, 'POST', '', settings, now, JSON.stringify(body))
    if (answer.status !== 202) throw refusedCall('SENS', answer, '', ADVICE)
    const { requestId = '' } = jsonOf<{ requestId?: string }>('SENS', answer)
    // taken or not as a whole; what a carrier refuses comes with the delivery report
    return messages.map(() => ({ ok: true, ref: requestId }))
  },
  find: async (messages, settings, http, since, now) => {
    const query = new URLSearchParams({
      requestStartTime: koreanSeconds(since),
      requestEndTime: koreanSeconds(now),
      pageSize: '1000',
    })
    const answer = await call(http, 'GET', `?${query}`, settings, now)
    if (answer.status !== 200) throw refusedCall('SENS', answer, '', ADVICE)
    const { messages: taken = [] } = jsonOf<{ messages?: { to: string; messageId: string }[] }>('SENS', answer)
    const byNumber = new Map(taken.map(({ to, messageId }) => [to, messageId]))
    return new Map(
      messages.flatMap(({ to }) => (byNumber.has(national(to)) ? [[to, byNumber.get(national(to)) ?? '']] : [])),
    )
  },
  receipts: (texts, settings, http, now) =>
    receiptsByCall(texts, async (requestId) => {
      const answer = await call(http, 'GET', `?${new URLSearchParams({ requestId, pageSize: '1000' })}`, settings, now)
      if (answer.status !== 200) throw refusedCall('SENS', answer, '', ADVICE)
      const { messages = [] } = jsonOf<{ messages?: Delivery[] }>('SENS', answer)
      return messages.map((one) => [one.to, receiptOf(one)] as const)
    }),
}

type Delivery = { to: string; status?: string; statusName?: string }

function receiptOf({ status, statusName }: Delivery): ReceiptOf | null {
  if (status !== 'COMPLETED') return null
  return statusName === 'success' ? 'delivered' : 'expired'
}

function call(
  http: Http,
  method: 'GET' | 'POST',
  query: string,
  settings: SmsProviderSettings,
  now: number,
  body?: string,
): Promise<HttpAnswer> {
  const { region, url, serviceId = '', accessKey = '', secretKey = '' } = settings
  const path = `/sms/v2/services/${serviceId}/messages${query}`
  const signature = createHmac('sha256', secretKey).update(`${method} ${path}\n${now}\n${accessKey}`).digest('base64')
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'x-ncp-apigw-timestamp': String(now),
    'x-ncp-iam-access-key': accessKey,
    'x-ncp-apigw-signature-v2': signature,
  }
  const base = url ?? (region === 'government' ? ADDRESSES.government : ADDRESSES.commercial)
  return http.call(method, `${base}${path}`, headers, body)
}
