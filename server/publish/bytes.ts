// One public document as bytes, ready to be sent: compressed on its first demand per encoding, then kept with its version.
import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

export type Encoding = 'br' | 'gzip' | 'identity'

/** A representation in one encoding: complete headers, for the whole answer and for a 304. */
export type Encoded = { etag: string; body: Buffer; headers: string[]; unchanged: string[] }

export type Published = { encoded: (encoding: Encoding) => Encoded }

/** For everything public: a cache may go on with an old copy for a day while we are slow or away. */
export const PUBLIC_CACHE = 'public, max-age=10, stale-while-revalidate=86400, stale-if-error=86400'
const BROTLI_QUALITY = 5

/** `headers`: those of this kind of document, as [name, value, name, value, …]. */
export function publishBytes(content: string, contentType: string, headers: string[]): Published {
  const body = Buffer.from(content)
  const tag = createHash('sha256').update(body).digest('base64url').slice(0, 22)
  const kept = new Map<Encoding, Encoded>()
  return {
    encoded: (encoding) => {
      const known = kept.get(encoding) ?? encode(encoding)
      kept.set(encoding, known)
      return known
    },
  }

  function encode(encoding: Encoding): Encoded {
    const bytes = compress(body, encoding)
    const coding = encoding === 'identity' ? [] : ['content-encoding', encoding]
    const etag = `"${tag}-${encoding}"`
    const unchanged = ['etag', etag, 'cache-control', PUBLIC_CACHE, 'vary', 'accept-encoding', ...headers]
    const whole = ['content-type', contentType, 'content-length', String(bytes.length), ...coding, ...unchanged]
    return { etag, body: bytes, headers: whole, unchanged }
  }
}

function compress(body: Buffer, encoding: Encoding): Buffer {
  if (encoding === 'identity') return body
  if (encoding === 'gzip') return gzipSync(body, { level: 6 })
  return brotliCompressSync(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  })
}
