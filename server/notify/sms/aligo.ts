// Aligo (apis.aligo.in). It answers 200 with a result code, and cannot be asked by number what it has taken.
import Type from 'typebox'
import {
  jsonOf,
  national,
  type ReceiptOf,
  receiptsByCall,
  refusedCall,
  SendError,
  type Sent,
  type SmsMessage,
  type SmsProvider,
} from './provider.ts'

const ADDRESS = 'https://apis.aligo.in'
type Answer = { result_code?: number | string; msg_id?: string; error_cnt?: number }

/** One text a call and 1,000 numbers; different texts go by `send_mass`, 500 a call. */
const MASS = 500

export const aligo: SmsProvider = {
  name: 'aligo',
  batch: MASS,
  SettingsSchema: Type.Object({
    key: Type.String({ minLength: 1, description: 'written as ${ENV_NAME} or ${file:/path}' }),
    userId: Type.String({ minLength: 1 }),
    testMode: Type.Optional(Type.Enum(['Y', 'N'])),
    url: Type.Optional(Type.String({ pattern: '^https?://', description: `default ${ADDRESS}` })),
  }),
  send: async (messages, settings, http) => {
    const answers = new Map<SmsMessage, Sent>()
    for (const [kind, alike] of Map.groupBy(messages, ({ kind }) => kind)) {
      const numbered = alike.flatMap(({ to, text }, index) => [
        [`rec_${index + 1}`, national(to)],
        [`msg_${index + 1}`, text],
      ])
      const fields = {
        key: String(settings.key),
        user_id: String(settings.userId),
        sender: national(settings.from),
        msg_type: kind,
        cnt: String(alike.length),
        ...(kind === 'LMS' ? { title: alike.find(({ subject }) => subject)?.subject ?? '안내' } : {}),
        ...(settings.testMode ? { testmode_yn: settings.testMode } : {}),
        ...Object.fromEntries(numbered),
      }
      const answer = await http.postForm(`${settings.url ?? ADDRESS}/send_mass/`, {}, fields)
      if (answer.status !== 200) throw refusedCall('Aligo', answer)
      const { result_code = 0, msg_id = '' } = jsonOf<Answer>('Aligo', answer)
      if (Number(result_code) < 0) throw unsuccessful(Number(result_code))
      for (const message of alike) answers.set(message, { ok: true, ref: String(msg_id) })
    }
    return messages.map((message) => answers.get(message) as Sent)
  },
  receipts: (texts, settings, http) =>
    receiptsByCall(texts, async (mid) => {
      const fields = { key: String(settings.key), user_id: String(settings.userId), mid, page_size: String(MASS) }
      const answer = await http.postForm(`${settings.url ?? ADDRESS}/sms_list/`, {}, fields)
      if (answer.status !== 200) throw refusedCall('Aligo', answer)
      const { result_code = 0, list = [] } = jsonOf<ListAnswer>('Aligo', answer)
      if (Number(result_code) < 0) throw unsuccessful(Number(result_code))
      return list.map(({ receiver, sms_state }) => [receiver, receiptOf(sms_state)] as const)
    }),
}

type ListAnswer = { result_code?: number | string; list?: { receiver: string; sms_state: string }[] }

/** In words: 발송완료 is delivered, 전송중 and 접수 are on their way, anything else says why not. */
function receiptOf(state: string): ReceiptOf | null {
  if (state === '발송완료') return 'delivered'
  return state === '' || /중|접수|대기/.test(state) ? null : 'expired'
}

function unsuccessful(code: number): SendError {
  return new SendError(
    `Aligo refused the call (${code}). Check key, userId, the sender number and the allowed addresses`,
    {
      permanent: true,
    },
  )
}
