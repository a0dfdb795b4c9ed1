// One exchange at a time, each on a fresh connection to a known address: what sizes and paths are compared by.
import { once } from 'node:events'
import http from 'node:http'
import type net from 'node:net'
import type { SecureContext } from 'node:tls'
import { Inconclusive, StepFailure } from '../flow.ts'
import type { Endpoint } from './endpoint.ts'
import { bounded, deadline } from './limits.ts'
import { Stalled } from './stall.ts'
import { connectTcp } from './tcp.ts'
import { connectTls } from './tls.ts'

/** `padding`: bytes of an added header; `body`: bytes that are posted; `range`: the first bytes that are asked for. */
export type Ask = { method: 'GET' | 'HEAD' | 'POST'; url: string; padding?: number; body?: number; range?: number }

/** `pathMs` bounds the connection, the handshake and, unless `answerMs` says otherwise, the answer: each by itself. */
export type AskSettings = {
  secureContext: SecureContext
  userAgent: string
  pathMs: number
  answerMs?: number
  stop?: AbortSignal | undefined
}

export type Asked = {
  end: 'answered' | 'stalled' | 'tls-stalled' | 'refused'
  ms: number
  status: number
  /** How long a body the headers announced; 0 when they do not say. */
  announced: number
  /** Bytes of the body that arrived. */
  length: number
  /** Bytes on the wire since the connection (and its handshake) stood: TCP payload. */
  sent: number
  received: number
}

type Answer = Pick<Asked, 'status' | 'announced' | 'length'>
const NOTHING: Answer = { status: 0, announced: 0, length: 0 }

/** One request on a fresh connection to a known address, without cookies; reads the whole answer or gives up in time. */
export async function ask(endpoint: Endpoint, request: Ask, settings: AskSettings): Promise<Asked> {
  const { pathMs, answerMs = pathMs, stop } = settings
  const start = performance.now()
  const signal = deadline(2 * pathMs + answerMs, stop)
  let wire: Wire | undefined
  let socket: net.Socket | undefined
  const asked = (end: Asked['end'], answer = NOTHING): Asked => ({
    ...answer,
    end,
    ms: performance.now() - start,
    ...(wire?.count() ?? { sent: 0, received: 0 }),
  })
  try {
    const raw = await connectTcp([endpoint.address], endpoint.port, { timeoutMs: pathMs, signal })
    socket = raw
    if (endpoint.secure) {
      const { secureContext } = settings
      socket = await connectTls(raw, { hostname: endpoint.hostname, secureContext, timeoutMs: pathMs, signal })
    }
    wire = countWire(raw)
    const answer = await bounded(read(socket, request, settings.userAgent), answerMs, signal, () => new Timeout())
    return asked('answered', answer)
  } catch (error) {
    if (stop?.aborted) return asked('refused')
    if (error instanceof Timeout) return asked('stalled')
    if (error instanceof Stalled) return asked('tls-stalled')
    if (error instanceof StepFailure || error instanceof Inconclusive || socket) return asked('refused')
    throw error
  } finally {
    socket?.on('error', () => {}).destroy()
  }
}

/**
 * Whether a TLS server answers a hello that it must refuse (it offers no cipher): a few bytes each way, no certificate.
 * It proves that the server process speaks while its handshakes stall.
 */
export async function answersTinyHello(endpoint: Endpoint, timeoutMs: number): Promise<boolean> {
  const signal = deadline(timeoutMs)
  let socket: net.Socket | undefined
  try {
    socket = await connectTcp([endpoint.address], endpoint.port, { timeoutMs, signal })
    socket.write(tinyHello())
    const [answer] = (await bounded(once(socket, 'data'), timeoutMs, signal, () => new Timeout())) as [Buffer]
    return answer[0] === 0x15 // an alert record
  } catch {
    return false
  } finally {
    socket?.on('error', () => {}).destroy()
  }
}

/** Whether nothing (more) came, although the connection stood. */
export function stalls(asked: Asked): boolean {
  return asked.end === 'stalled' || asked.end === 'tls-stalled'
}

/** How an exchange ended, as evidence says it: `ok`, `stalled`, `refused`, `status-503` … */
export function seen(asked: Asked): { outcome: string; ms: number } {
  const { end, status, ms } = asked
  if (end === 'answered') return { outcome: status < 400 ? 'ok' : `status-${status}`, ms }
  return { outcome: stalls(asked) ? 'stalled' : end, ms }
}

class Timeout extends Error {}

type Wire = { count: () => Pick<Asked, 'sent' | 'received'> }

function countWire(socket: net.Socket): Wire {
  const { bytesRead, bytesWritten } = socket
  return { count: () => ({ sent: socket.bytesWritten - bytesWritten, received: socket.bytesRead - bytesRead }) }
}

/** Resolves once the answer is complete. */
async function read(socket: net.Socket, request: Ask, userAgent: string): Promise<Answer> {
  const url = new URL(request.url)
  const headers: Record<string, string> = { host: url.host, 'user-agent': userAgent, connection: 'keep-alive' }
  if (request.padding) headers['x-padding'] = 'x'.repeat(request.padding)
  if (request.range) headers.range = `bytes=0-${request.range - 1}`
  if (request.body !== undefined) {
    headers['content-type'] = 'application/octet-stream'
    headers['content-length'] = String(request.body)
  }
  const path = url.pathname + url.search
  const sent = http.request({ method: request.method, path, headers, createConnection: () => socket })
  sent.on('error', () => {}) // giving up destroys the socket, even after `once` has stopped listening
  sent.end(request.body === undefined ? undefined : Buffer.alloc(request.body, 'x'))
  const [response] = (await once(sent, 'response')) as [http.IncomingMessage]
  let length = 0
  response.on('data', (chunk: Buffer) => {
    length += chunk.length
  })
  await once(response, 'end')
  return { status: response.statusCode ?? 0, announced: Number(response.headers['content-length']) || 0, length }
}

/** ClientHello of TLS 1.2 whose only cipher suite is TLS_NULL_WITH_NULL_NULL. */
function tinyHello(): Buffer {
  const hello = Buffer.concat([
    Buffer.from([3, 3]),
    crypto.getRandomValues(Buffer.alloc(32)),
    Buffer.from([0, 0, 2, 0, 0, 1, 0]),
  ])
  const handshake = Buffer.concat([Buffer.from([1, 0, 0, hello.length]), hello])
  return Buffer.concat([Buffer.from([0x16, 3, 1, 0, handshake.length]), handshake])
}
