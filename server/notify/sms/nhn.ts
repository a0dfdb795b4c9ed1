// NHN Cloud SMS. It answers 200 to everything: what became of it stands in the header of the body.
import Type from 'typebox'
import {
  jsonOf,
  koreanSeconds,
  national,
  type ReceiptOf,
  receiptsByCall,
  refusedCall,
  SendError,
  type Sent,
  type SmsMessage,
  type SmsProvider,
  type SmsProviderSettings,
} from './provider.ts'

const ADDRESS = 'https://api-sms.cloud.toast.com'
const ADVICE = 'Check appKey and secretKey in the NHN Cloud console'

type Header = { isSuccessful?: boolean; resultCode?: number }
type SendAnswer = {
  header?: Header
  body?: {
    data?: { requestId?: string; sendResultList?: { recipientNo: string; resultCode: number; recipientSeq?: number }[] }
  }
}
type FindAnswer = {
  header?: Header
  body?: { data?: { requestId: string; recipientNo: string; msgStatus?: string }[] }
}

export const nhn: SmsProvider = {
  name: 'nhn',
  batch: 1000,
  SettingsSchema: Type.Object({
    appKey: Type.String({ minLength: 1 }),
    secretKey: Type.String({ minLength: 1, description: 'written as ${ENV_NAME} or ${file:/path}' }),
    url: Type.Optional(Type.String({ pattern: '^https?://', description: `default ${ADDRESS}` })),
  }),
  // one text a call: those who are told the same go together
  send: async (messages, settings, http) => {
    const answers = new Map<SmsMessage, Sent>()
    for (const alike of Map.groupBy(messages, ({ kind, text }) => `${kind} ${text}`).values()) {
      const [first] = alike
      if (!first) continue
      const { url, headers } = sender(first, settings)
      const body = {
        sendNo: national(settings.from),
        body: first.text,
        ...(first.kind === 'LMS' ? { title: first.subject ?? '안내' } : {}),
        recipientList: alike.map(({ to }) => ({ recipientNo: national(to) })),
      }
      const answer = await http.postJson(url, headers, body)
      if (answer.status !== 200) throw partly(refusedCall('NHN Cloud', answer, '', ADVICE), messages, answers)
      const { header, body: said } = jsonOf<SendAnswer>('NHN Cloud', answer)
      if (!header?.isSuccessful) throw partly(unsuccessful(header), messages, answers)
      const refused = new Map((said?.data?.sendResultList ?? []).map((one) => [one.recipientNo, one.resultCode]))
      for (const message of alike) {
        const code = refused.get(national(message.to)) ?? 0
        answers.set(message, code === 0 ? { ok: true, ref: said?.data?.requestId ?? '' } : refusal(code))
      }
    }
    return messages.map((message) => answers.get(message) as Sent)
  },
  find: async (messages, settings, http, since, now) => {
    const found = new Map<string, string>()
    for (const message of messages) {
      const query = new URLSearchParams({
        startRequestDate: koreanSeconds(since),
        endRequestDate: koreanSeconds(now),
        recipientNo: national(message.to),
      })
      const { url, headers } = sender(message, settings)
      const answer = await http.call('GET', `${url}?${query}`, headers)
      if (answer.status !== 200) throw refusedCall('NHN Cloud', answer, '', ADVICE)
      const { header, body } = jsonOf<FindAnswer>('NHN Cloud', answer)
      if (!header?.isSuccessful) throw unsuccessful(header)
      const [taken] = body?.data ?? []
      if (taken) found.set(message.to, taken.requestId)
    }
    return found
  },
  // which of the two kinds of text it was is not kept: both are asked
  receipts: (texts, settings, http) =>
    receiptsByCall(texts, async (requestId) => {
      const found = []
      for (const kind of ['SMS', 'LMS'] as const) {
        const { url, headers } = sender({ kind }, settings)
        const answer = await http.call('GET', `${url}?${new URLSearchParams({ requestId, pageSize: '1000' })}`, headers)
        if (answer.status !== 200) throw refusedCall('NHN Cloud', answer, '', ADVICE)
        const { header, body } = jsonOf<FindAnswer>('NHN Cloud', answer)
        if (!header?.isSuccessful) throw unsuccessful(header)
        found.push(...(body?.data ?? []))
      }
      return found.map(({ recipientNo, msgStatus = '' }) => [recipientNo, RECEIPTS[msgStatus] ?? null] as const)
    }),
}

/** By msgStatus: 0 failed, 3 succeeded, 4 cancelled, 5 failed as a double; 1 and 2 are on their way. */
const RECEIPTS: Record<string, ReceiptOf> = { 0: 'expired', 3: 'delivered', 4: 'expired', 5: 'expired' }

/** Where texts of its kind are sent, and asked for. */
function sender({ kind }: Pick<SmsMessage, 'kind'>, { url = ADDRESS, appKey, secretKey = '' }: SmsProviderSettings) {
  const path = `/sms/v3.0/appKeys/${appKey}/sender/${kind === 'LMS' ? 'mms' : 'sms'}`
  return { url: `${url}${path}`, headers: { 'x-secret-key': secretKey } }
}

function unsuccessful(header: Header | undefined): SendError {
  return new SendError(`NHN Cloud refused the call (${header?.resultCode ?? 'no code'}). ${ADVICE}`, {
    permanent: true,
  })
}

/** Which codes no later try mends is not known for certain: each is tried again until its time is over. */
function refusal(code: number): Sent {
  return { ok: false, permanent: false, code: String(code), message: `NHN Cloud refused it: ${code}` }
}

/** What went out before a call failed stays sent. */
function partly(failure: SendError, messages: SmsMessage[], answers: Map<SmsMessage, Sent>): SendError {
  if (answers.size === 0) return failure
  return Object.assign(failure, { answers: messages.map((message) => answers.get(message) ?? failure) })
}
