import type { IncomingHttpHeaders } from 'node:http'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import type { Dispatcher } from 'undici'
import { StepFailure } from '../flow.ts'
import { codeOf, inPlainWords } from './cause.ts'
import type { Progress } from './connect.ts'
import { placeOf } from './endpoint.ts'
import type { Limits } from './limits.ts'
import { type Stall, Stalled } from './stall.ts'

export type Request = {
  method: 'GET' | 'POST' | 'HEAD'
  url: string
  headers: Record<string, string>
  body: Uint8Array | null
}

export type Answer = {
  status: number
  headers: IncomingHttpHeaders
  bytes: Uint8Array
  firstByteMs: number
  transferMs: number
  /** Bytes on the wire, headers included, as far as the socket counted them. */
  received: number
}

export type ExchangeSettings = { limits: Pick<Limits, 'headersMs' | 'idleMs'>; signal: AbortSignal; progress: Progress }

/** What breaks sooner is broken by somebody. */
const SILENCE_MS = 1_000
const MAX_BYTES = 32 * 1024 * 1024

/**
 * Sends one request and reads the whole answer; follows nothing.
 * Fails with what the connector found, or in layer `http` with code `headers-timeout`, `body-stalled`,
 * `reset`, `connection-closed`, `malformed-answer`, `too-large` or `deadline`.
 */
export async function exchange(agent: Dispatcher, request: Request, settings: ExchangeSettings): Promise<Answer> {
  const watch = startWatch(request, settings)
  const { origin, pathname, search } = new URL(request.url)
  const { method, headers, body } = request
  try {
    const response = await agent.request({
      origin,
      path: pathname + search,
      method,
      headers,
      body,
      signal: watch.signal,
    })
    const firstByteMs = watch.headersCame()
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body) {
      watch.bytesCame()
      size += chunk.length
      if (size > MAX_BYTES) throw failure(request, 'too-large', `the body is larger than ${MAX_BYTES} bytes`)
      chunks.push(chunk)
    }
    const bytes = unpack(Buffer.concat(chunks), response.headers['content-encoding'])
    return { status: response.statusCode, headers: response.headers, bytes, firstByteMs, ...watch.done() }
  } catch (error) {
    if (error instanceof Error && 'layer' in error) throw error
    throw watch.explained(explain(request, error))
  } finally {
    watch.stop()
  }
}

/** The timers of one exchange: waiting for headers, then for each piece of the body. The connector has its own. */
function startWatch(request: Request, { limits, signal, progress }: ExchangeSettings) {
  const controller = new AbortController()
  const connecting = { now: false, ms: 0 }
  const start = performance.now()
  let phase: 'headers' | 'body' = 'headers'
  let read = progress.socket?.bytesRead ?? 0
  let address = progress.socket?.remoteAddress // gone once the socket has closed
  let headersAt = start
  let movedAt = start
  let timer: NodeJS.Timeout | undefined

  const give = (code: string) => controller.abort(stalled(request, code, phase, progress, read))
  const arm = (ms: number, code: string) => {
    movedAt = performance.now()
    clearTimeout(timer)
    timer = setTimeout(give, ms, code)
  }
  const onAbort = () => {
    if (!connecting.now) give('deadline')
  }
  progress.onConnecting = (now) => {
    connecting.now = now
    connecting.ms += (now ? -1 : 1) * performance.now()
    clearTimeout(timer)
    if (now) return
    read = progress.socket?.bytesRead ?? 0
    address = progress.socket?.remoteAddress
    arm(limits.headersMs, 'headers-timeout')
  }
  signal.addEventListener('abort', onAbort, { once: true })
  arm(limits.headersMs, 'headers-timeout')
  if (signal.aborted) onAbort()

  return {
    signal: controller.signal,
    headersCame(): number {
      phase = 'body'
      headersAt = performance.now()
      arm(limits.idleMs, 'body-stalled')
      return Math.max(0, headersAt - start - connecting.ms)
    },
    bytesCame: () => arm(limits.idleMs, 'body-stalled'),
    /** A connection that breaks after a silence may have been given up by a server whose packets are lost: that is a stall too. */
    explained(failure: StepFailure): StepFailure {
      const silent = performance.now() - movedAt > SILENCE_MS && ['reset', 'connection-closed'].includes(failure.code)
      const stall = silent && address ? { ...stallOf(request, phase, progress, read), address } : null
      return stall ? new Stalled({ ...failure, cause: failure.message }, stall) : failure
    },
    done: () => ({ transferMs: performance.now() - headersAt, received: (progress.socket?.bytesRead ?? read) - read }),
    stop() {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      progress.onConnecting = () => {}
    },
  }
}

function stalled(request: Request, code: string, phase: 'headers' | 'body', progress: Progress, read: number): Error {
  const { socket } = progress
  const received = Math.max(0, (socket?.bytesRead ?? read) - read)
  const waited =
    phase === 'headers' ? 'connected and sent the request, but no answer came' : 'the answer began, then stopped'
  const cause = `${waited}${code === 'deadline' ? ' before the run had to end' : ''} (${received} bytes arrived)`
  if (!socket) return failure(request, code, cause)
  return new Stalled(fault(request, code, cause), stallOf(request, phase, progress, read))
}

/** What is known of a request whose connection stood. */
function stallOf(request: Request, phase: Stall['phase'], { socket }: Progress, read: number): Stall {
  const place = placeOf(request.url)
  return {
    ...place,
    phase,
    address: socket?.remoteAddress ?? place.hostname,
    received: Math.max(0, (socket?.bytesRead ?? read) - read),
    request: { method: request.method, url: request.url },
    control: null,
  }
}

function explain(request: Request, error: unknown): StepFailure {
  const code = codeOf(error)
  if (code === 'ECONNRESET' || code === 'EPIPE') return failure(request, 'reset', inPlainWords(error))
  if (code === 'UND_ERR_SOCKET' || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') {
    return failure(request, 'connection-closed', inPlainWords(error))
  }
  const unreadable = /^(Z_|ERR_BROTLI|ERR_BUFFER_TOO_LARGE|UND_ERR_HEADERS_OVERFLOW)/.test(code)
  if (unreadable || (error instanceof Error && error.name === 'HTTPParserError')) {
    return failure(request, 'malformed-answer', inPlainWords(error))
  }
  throw error
}

function unpack(bytes: Buffer, encoding: string | string[] | undefined): Uint8Array {
  if (bytes.length === 0) return bytes
  if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(bytes, { maxOutputLength: MAX_BYTES })
  if (encoding === 'deflate') return inflateSync(bytes, { maxOutputLength: MAX_BYTES })
  return encoding === 'br' ? brotliDecompressSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes
}

/** The address without query, fragment and path parameters: they may hold session ids. */
export function bareUrl(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname.replace(/;[^/]*/g, '')
}

function fault(request: Request, code: string, cause: string) {
  const expectation = `a complete answer to ${request.method} ${new URL(request.url).pathname.replace(/;[^/]*/g, '')}`
  return { layer: 'http' as const, code, target: bareUrl(request.url), expectation, cause }
}

function failure(request: Request, code: string, cause: string): StepFailure {
  return new StepFailure(fault(request, code, cause))
}
