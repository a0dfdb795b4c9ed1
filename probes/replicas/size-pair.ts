// What every replica host offers for comparing sizes: something small, something large in ranges, and a place for uploads.
import type { IncomingMessage } from 'node:http'
import type { SizePair } from '../settings.ts'
import type { Answer } from './web.ts'

const SMALL = '/sizes/small'
const LARGE = '/sizes/large'
const UPLOAD = '/sizes/upload'
const LARGE_BODY = Buffer.alloc(64 * 1024, 'large ')

/** The addresses of a host's size pair. */
export function sizePairAt(origin: string): SizePair {
  return { small: origin + SMALL, large: origin + LARGE, upload: origin + UPLOAD }
}

/** The answer where one of them is asked for; `null` elsewhere. One range from the start is honoured (RFC 9110 §14). */
export function answerSizes({
  method,
  url,
  headers,
}: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): Answer | null {
  const text = { 'content-type': 'text/plain; charset=utf-8' }
  if (url === SMALL) return { status: 200, headers: text, body: 'small\n' }
  if (url === UPLOAD && method === 'POST') return { status: 200, headers: text, body: 'taken\n' }
  if (url !== LARGE) return null
  const last = Number(/^bytes=0-(\d{1,9})$/.exec(headers.range ?? '')?.[1] ?? Number.NaN)
  const ranges = { ...text, 'accept-ranges': 'bytes' }
  if (Number.isNaN(last) || last >= LARGE_BODY.length) return { status: 200, headers: ranges, body: LARGE_BODY }
  const range = `bytes 0-${last}/${LARGE_BODY.length}`
  return { status: 206, headers: { ...ranges, 'content-range': range }, body: LARGE_BODY.subarray(0, last + 1) }
}
