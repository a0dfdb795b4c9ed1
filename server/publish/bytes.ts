// One public document as bytes, ready to be sent: made and compressed on its first demand, then kept with its version.
import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

export type Encoding = 'br' | 'gzip' | 'identity'

/** A representation in one encoding: complete headers, for the whole answer and for a 304. */
export type Encoded = { etag: string; body: Buffer; headers: string[]; unchanged: string[] }

export type Published = { encoded: (encoding: Encoding) => Encoded }

/** One document as it is named and made; `content` is asked once at most. */
export type PublicDocument = {
  /** Without query: `/en/history`. */
  path: string
  /** Its content type. */
  type: string
  /** Headers beside those of every document, as [name, value, …]. */
  headers: string[]
  content: () => string | Buffer
}

/** For everything public: a cache may go on with an old copy for a day while we are slow or away. */
export const PUBLIC_CACHE = 'public, max-age=10, stale-while-revalidate=86400, stale-if-error=86400'
const BROTLI_QUALITY = 5

export function publishBytes({ type: contentType, headers, content }: Omit<PublicDocument, 'path'>): Published {
  let made: { body: Buffer; tag: string } | undefined
  const kept = new Map<Encoding, Encoded>()
  return {
    encoded: (encoding) => {
      const known = kept.get(encoding) ?? encode(encoding)
      kept.set(encoding, known)
      return known
    },
  }

  function whole(): { body: Buffer; tag: string } {
    const body = Buffer.from(content())
    return { body, tag: createHash('sha256').update(body).digest('base64url').slice(0, 22) }
  }

  function encode(encoding: Encoding): Encoded {
    made ??= whole()
    const { body, tag } = made
    const bytes = compress(body, encoding)
    const coding = encoding === 'identity' ? [] : ['content-encoding', encoding]
    const etag = `"${tag}-${encoding}"`
    const unchanged = ['etag', etag, 'cache-control', PUBLIC_CACHE, 'vary', 'accept-encoding', ...headers]
    const all = ['content-type', contentType, 'content-length', String(bytes.length), ...coding, ...unchanged]
    return { etag, body: bytes, headers: all, unchanged }
  }
}

function compress(body: Buffer, encoding: Encoding): Buffer {
  if (encoding === 'identity') return body
  if (encoding === 'gzip') return gzipSync(body, { level: 6 })
  return brotliCompressSync(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  })
}
