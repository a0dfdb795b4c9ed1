// Stand-ins of the companies that send texts: they check what is documented (signatures, times, fields) and answer as documented.
import { createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const KEY = 'only-for-this-test'
export const NOW = Date.UTC(2026, 10, 25, 5)

export type Taken = { to: string; text: string; kind: string }
/** `settings` hold what is right; `wrong` the field that, changed, must be turned away. `read`: what was taken; null: turned away. */
export type StandIn = {
  settings: Record<string, string>
  wrong: string
  read: (request: IncomingMessage, body: string) => Taken[] | null
  /** The answer to what was taken: status and body. */
  accept: (taken: Taken[]) => [status: number, body: unknown]
  /** The answer that turns a call away. */
  refuse: [status: number, body: unknown]
  /** The answer to the question what was taken; missing where it cannot be asked. */
  list?: (taken: Taken[]) => unknown
  /** The answer to the question what became of texts: the first number got its text, the second will not, the third is on its way. */
  receipts?: { ref: string; answer: unknown }
}

type SolapiBody = { messages: { to: string; text: string; type: string }[] }
type SensBody = { type: string; contentType: string; messages: { to: string; content: string }[] }
type NhnBody = { sendNo: string; body: string; recipientList: { recipientNo: string }[] }

export const STAND_INS: Record<string, StandIn> = {
  solapi: {
    settings: { apiKey: 'k', apiSecret: KEY },
    wrong: 'apiSecret',
    read: ({ headers }, body) => {
      const [, date = '', salt = '', signature] =
        /date=(\S+), salt=(\S+), signature=(\S+)/.exec(headers.authorization ?? '') ?? []
      if (hmac(date + salt, 'hex') !== signature) return null
      const { messages } = JSON.parse(body || '{"messages":[]}') as SolapiBody
      return messages.map(({ to, text, type }) => ({ to, text, kind: type }))
    },
    accept: () => [200, { groupInfo: { groupId: 'G1' }, failedMessageList: [] }],
    refuse: [401, { errorCode: 'SignatureDoesNotMatch' }],
    list: (taken) => ({ messageList: Object.fromEntries(taken.slice(0, 1).map((_, index) => [`M${index}`, {}])) }),
    receipts: {
      ref: 'M',
      answer: { messageList: { M0: { statusCode: '4000' }, M1: { statusCode: '3024' }, M2: { statusCode: '3000' } } },
    },
  },
  sens: {
    settings: { serviceId: 'ncp:sms:1', accessKey: 'a', secretKey: KEY },
    wrong: 'secretKey',
    read: ({ method, url, headers }, body) => {
      const at = headers['x-ncp-apigw-timestamp']
      const right = hmac(`${method} ${url}\n${at}\n${headers['x-ncp-iam-access-key']}`, 'base64')
      if (Math.abs(Number(at) - NOW) > 300_000 || right !== headers['x-ncp-apigw-signature-v2']) return null
      if (!body) return []
      const { type, contentType, messages } = JSON.parse(body) as SensBody
      if (contentType !== 'COMM' || messages.length > 100) return null
      return messages.map(({ to, content }) => ({ to, text: content, kind: type }))
    },
    accept: () => [202, { requestId: 'R1', statusCode: '202', statusName: 'success' }],
    refuse: [401, { error: { errorCode: '200' } }],
    list: (taken) => ({ messages: taken.map(({ to }) => ({ to, messageId: `M${to}` })) }),
    receipts: {
      ref: 'R1',
      answer: {
        messages: [
          { to: '01020000000', status: 'COMPLETED', statusName: 'success' },
          { to: '01020000001', status: 'COMPLETED', statusName: 'fail' },
          { to: '01020000002', status: 'PROCESSING' },
        ],
      },
    },
  },
  nhn: {
    settings: { appKey: 'app', secretKey: KEY },
    wrong: 'secretKey',
    read: ({ url = '', headers }, body) => {
      if (headers['x-secret-key'] !== KEY || !url.startsWith('/sms/v3.0/appKeys/app/sender/')) return null
      if (!body) return []
      const { body: text, recipientList } = JSON.parse(body) as NhnBody
      return recipientList.map(({ recipientNo }) => ({
        to: recipientNo,
        text,
        kind: url.includes('/mms') ? 'LMS' : 'SMS',
      }))
    },
    accept: (taken) => [
      200,
      {
        header: { isSuccessful: true, resultCode: 0 },
        body: {
          data: { requestId: 'N1', sendResultList: taken.map(({ to }) => ({ recipientNo: to, resultCode: 0 })) },
        },
      },
    ],
    // always 200
    refuse: [200, { header: { isSuccessful: false, resultCode: -1000 } }],
    list: (taken) => ({
      header: { isSuccessful: true },
      body: { data: taken.map(({ to }) => ({ requestId: 'N1', recipientNo: to })) },
    }),
    receipts: {
      ref: 'N1',
      answer: {
        header: { isSuccessful: true },
        body: {
          data: ['3', '0', '2'].map((msgStatus, index) => ({
            requestId: 'N1',
            recipientNo: `0102000000${index}`,
            msgStatus,
          })),
        },
      },
    },
  },
  aligo: {
    settings: { key: KEY, userId: 'u' },
    wrong: 'key',
    read: (_request, body) => {
      const form = new URLSearchParams(body)
      if (form.get('key') !== KEY || form.get('user_id') !== 'u') return null
      return Array.from({ length: Number(form.get('cnt')) }, (_, index) => ({
        to: form.get(`rec_${index + 1}`) ?? '',
        text: form.get(`msg_${index + 1}`) ?? '',
        kind: form.get('msg_type') ?? '',
      }))
    },
    accept: () => [200, { result_code: '1', msg_id: 'A1' }],
    refuse: [200, { result_code: '-101', message: 'invalid key' }],
    receipts: {
      ref: 'A1',
      answer: {
        result_code: '1',
        list: ['발송완료', '번호오류', '전송중'].map((sms_state, index) => ({
          receiver: `0102000000${index}`,
          sms_state,
        })),
      },
    },
  },
  http: {
    settings: {
      headers: JSON.stringify({ authorization: `Bearer ${KEY}` }),
      body: '{"to":"{to}","text":"{text}","kind":"{kind}"}',
      success: '/state=taken',
      reference: '/id',
    },
    wrong: 'headers',
    read: ({ headers }, body) => (headers.authorization === `Bearer ${KEY}` ? [JSON.parse(body) as Taken] : null),
    accept: () => [201, { state: 'taken', id: 'H1' }],
    refuse: [401, {}],
  },
}

function hmac(text: string, encoding: 'hex' | 'base64'): string {
  return createHmac('sha256', KEY).update(text).digest(encoding)
}
