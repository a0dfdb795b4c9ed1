// Outgoing calls to providers, with deadlines; secrets in headers never reach an error.
import { Agent, request } from 'undici'
import { SendError } from './sms/provider.ts'

export type HttpAnswer = { status: number; headers: Record<string, string | string[] | undefined>; text: string }
export type Http = {
  /** Posts JSON. Throws SendError (temporary; ambiguous once the request may have been read). */
  postJson: (url: string, headers: Record<string, string>, body: unknown) => Promise<HttpAnswer>
  /** The same for a form of fields. */
  postForm: (url: string, headers: Record<string, string>, fields: Record<string, string>) => Promise<HttpAnswer>
  /** The same for any other call; `body` as it is sent. */
  call: (
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    headers: Record<string, string>,
    body?: string,
  ) => Promise<HttpAnswer>
  close: () => Promise<void>
}

/** `timeoutMs` bounds connecting, waiting for the answer, and each silence within it. */
export function openHttp(timeoutMs = 15_000): Http {
  const dispatcher = new Agent({
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connections: 4,
  })
  const call: Http['call'] = async (method, url, headers, body) => {
    try {
      const answer = await request(url, { method, headers, dispatcher, ...(body === undefined ? {} : { body }) })
      return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() }
    } catch (error) {
      throw explain(error, url)
    }
  }
  return {
    call,
    postJson: (url, headers, body) =>
      call('POST', url, { ...headers, 'content-type': 'application/json' }, JSON.stringify(body)),
    postForm: (url, headers, fields) =>
      call(
        'POST',
        url,
        { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        new URLSearchParams(fields).toString(),
      ),
    close: () => dispatcher.close(),
  }
}

/** Failed before a connection stood, so that nothing can have been sent. */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

function explain(error: unknown, url: string): SendError {
  const code = String((error as { code?: unknown }).code ?? (error as Error).name)
  const ambiguous = !BEFORE_SENDING.has(code)
  const doubt = ambiguous ? '; the messages may have gone out' : ''
  return new SendError(`${new URL(url).host} did not answer (${code})${doubt}`, {
    permanent: false,
    ambiguous,
    cause: error,
  })
}
