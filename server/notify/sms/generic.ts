// Any company with an HTTP address that takes one text a call, described wholly by the configuration.
import Type from 'typebox'
import type { HttpAnswer } from '../http.ts'
import {
  jsonOf,
  national,
  refusedCall,
  type Sent,
  type SmsMessage,
  type SmsProvider,
  type SmsProviderSettings,
} from './provider.ts'

export const generic: SmsProvider = {
  name: 'http',
  batch: 1,
  SettingsSchema: Type.Object({
    url: Type.String({ pattern: '^https?://' }),
    method: Type.Optional(Type.Enum(['POST', 'PUT'])),
    headers: Type.Optional(Type.String({ description: 'JSON of headers, secrets as ${ENV_NAME}' })),
    contentType: Type.Optional(Type.String({ description: 'default application/json' })),
    body: Type.String({
      minLength: 1,
      description:
        'what is sent; {to}, {from}, {text}, {kind} and {subject} are filled in, as JSON or form values by contentType',
    }),
    success: Type.Optional(
      Type.String({
        description: 'JSON pointer and value that say that it was taken, as /code=0; default: status 2xx',
      }),
    ),
    reference: Type.Optional(Type.String({ description: 'JSON pointer of the reference in the answer, as /id' })),
  }),
  send: async (messages, settings, http) => {
    const answers: Sent[] = []
    for (const message of messages) {
      const type = settings.contentType ?? 'application/json'
      const headers = { ...(JSON.parse(settings.headers ?? '{}') as Record<string, string>), 'content-type': type }
      const method = settings.method === 'PUT' ? 'PUT' : 'POST'
      const answer = await http.call(method, String(settings.url), headers, filled(message, settings, type))
      if (answer.status < 200 || answer.status > 299) throw refusedCall('The provider', answer, '', 'Check its headers')
      answers.push(readAnswer(answer, settings))
    }
    return answers
  },
}

function filled({ to, text, kind, subject = '' }: SmsMessage, settings: SmsProviderSettings, type: string): string {
  const values: Record<string, string> = { to: national(to), from: national(settings.from), text, kind, subject }
  const encode = type.includes('json') ? (value: string) => JSON.stringify(value).slice(1, -1) : encodeURIComponent
  return String(settings.body).replace(/\{(to|from|text|kind|subject)\}/g, (_, name: string) =>
    encode(values[name] ?? ''),
  )
}

function readAnswer(answer: HttpAnswer, { success, reference }: SmsProviderSettings): Sent {
  if (!success && !reference) return { ok: true, ref: '' }
  const value = jsonOf<unknown>('The provider', answer)
  const [pointer = '', wanted = ''] = (success ?? '').split('=')
  if (success && String(at(value, pointer)) !== wanted) {
    return { ok: false, permanent: false, code: 'refused', message: 'The provider did not take it' }
  }
  return { ok: true, ref: reference ? String(at(value, reference) ?? '') : '' }
}

/** What a JSON pointer (RFC 6901) leads to. */
function at(value: unknown, pointer: string): unknown {
  const names = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  return names.reduce<unknown>((found, name) => (found as Record<string, unknown> | null | undefined)?.[name], value)
}
