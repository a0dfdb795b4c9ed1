import { once } from 'node:events'
import http from 'node:http'
import type net from 'node:net'
import type { SecureContext } from 'node:tls'
import { Inconclusive, StepFailure } from '../flow.ts'
import { bounded, deadline } from './limits.ts'
import { Stalled } from './stall.ts'
import { connectTcp } from './tcp.ts'
import { connectTls } from './tls.ts'

type Endpoint = { address: string; port: number; secure: boolean; hostname: string }

/** How one exchange ended, when, and how long a body its headers announced (0 when they do not say). */
export type Asked = { end: 'answered' | 'stalled' | 'tls-stalled' | 'refused'; ms: number; announced: number }

/** One request on a fresh connection to a known address, without cookies; reads the whole answer or gives up in time. */
export async function ask(
  endpoint: Endpoint,
  request: { method: 'GET' | 'HEAD'; url: string; padding: number },
  settings: { secureContext: SecureContext; userAgent: string; pathMs: number },
): Promise<Asked> {
  const start = performance.now()
  const signal = deadline(settings.pathMs)
  const asked = (end: Asked['end'], announced = 0): Asked => ({ end, ms: performance.now() - start, announced })
  let socket: net.Socket | undefined
  try {
    socket = await connectTcp([endpoint.address], endpoint.port, { timeoutMs: settings.pathMs, signal })
    if (endpoint.secure) {
      const { secureContext, pathMs } = settings
      socket = await connectTls(socket, { hostname: endpoint.hostname, secureContext, timeoutMs: pathMs, signal })
    }
    const announced = await bounded(
      read(socket, request, settings.userAgent),
      settings.pathMs,
      signal,
      () => new Timeout(),
    )
    return asked('answered', announced)
  } catch (error) {
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

class Timeout extends Error {}

/** Resolves with the announced length of the body, once the answer is complete. */
async function read(
  socket: net.Socket,
  request: { method: string; url: string; padding: number },
  userAgent: string,
): Promise<number> {
  const url = new URL(request.url)
  const headers: Record<string, string> = { host: url.host, 'user-agent': userAgent, connection: 'keep-alive' }
  if (request.padding > 0) headers['x-padding'] = 'x'.repeat(request.padding)
  const sent = http.request({
    method: request.method,
    path: url.pathname + url.search,
    headers,
    createConnection: () => socket,
  })
  sent.on('error', () => {}) // giving up destroys the socket, even after `once` has stopped listening
  const [response] = (await once(sent.end(), 'response')) as [http.IncomingMessage]
  response.resume()
  await once(response, 'end')
  return Number(response.headers['content-length']) || 0
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
