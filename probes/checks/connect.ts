// Our own way to a connection, so that name, connection and handshake are timed and explained each by itself.
import type net from 'node:net'
import type { SecureContext } from 'node:tls'
import type { buildConnector } from 'undici'
import type { EvidenceNotes } from '../evidence.ts'
import { StepFailure } from '../flow.ts'
import type { Evidence } from '../result.ts'
import { inTurn } from './addresses.ts'
import { resolve } from './dns.ts'
import { portOr, withoutBrackets } from './endpoint.ts'
import type { Limits } from './limits.ts'
import { connectTcp } from './tcp.ts'
import { connectTls } from './tls.ts'

/** Where a session stands; written by the connector and by the exchange, read when something ends early. */
export type Progress = {
  timings: { dns: number; tcp: number; tls: number }
  /** What is being waited for. */
  rung: 'dns' | 'tcp' | 'tls' | 'http'
  /** Counts what got done: names answered, connections, handshakes, answers. */
  moves: number
  /** The raw socket last opened: its counters are the bytes on the wire. */
  socket: net.Socket | null
  onSocket: (socket: net.Socket) => void
  /** The connection that was opened for the exchange under way; `null`: none was. */
  opened: Evidence['ends'][number] | null
  /** Called when connecting starts (`true`) and when it ends (`false`). */
  onConnecting: (connecting: boolean) => void
}

export type ConnectSettings = {
  resolvers: string[] | undefined
  secureContext: () => SecureContext
  limits: Limits
  signal: AbortSignal
  progress: Progress
  evidence?: EvidenceNotes | undefined
  /** See `resolve`. */
  onAsking?: ((noted: Promise<unknown>) => void) | undefined
  /** Addresses of the names of this session: each is asked for once. */
  names: Map<string, string[]>
  /** Which of several addresses is tried first: runs take turns, as the clients of a service do. */
  turn: number
}

/** A connector for undici's `new Agent({ connect })`. Its errors are StepFailures of the layers dns, tcp and tls. */
export function connector(settings: ConnectSettings): buildConnector.connector {
  return (options, callback) => {
    settings.progress.onConnecting(true)
    open(options, settings).then(
      (socket) => {
        settings.progress.rung = 'http'
        settings.progress.onConnecting(false)
        callback(null, socket)
      },
      (error: Error) => callback(error, null),
    )
  }
}

async function open(options: buildConnector.Options, settings: ConnectSettings): Promise<net.Socket> {
  const { limits, signal, progress, evidence } = settings
  const secure = options.protocol === 'https:'
  const port = portOr(options.port, secure)
  const hostname = withoutBrackets(options.hostname)

  const addresses = await timed(progress, 'dns', () => addressesOf(hostname, settings))
  const end = { name: hostname, port, tcp: 'ok', tls: '', http: '' }
  const onFailure = (address: string, tcp: string, ms: number) => evidence?.end({ ...end, address, tcp, ms })
  const start = performance.now()
  const socket = await timed(progress, 'tcp', () =>
    connectTcp(inTurn(addresses, settings.turn), port, { timeoutMs: limits.tcpMs, signal, onFailure }),
  )
  progress.socket = socket
  progress.onSocket(socket)
  const opened = (tls: string) => ({ ...end, address: socket.remoteAddress ?? '', tls, ms: performance.now() - start })
  if (!secure) {
    progress.opened = opened('')
    return socket
  }
  try {
    const options = { hostname, secureContext: settings.secureContext(), timeoutMs: limits.tlsMs, signal }
    const encrypted = await timed(progress, 'tls', () => connectTls(socket, options))
    progress.opened = opened('ok')
    return encrypted
  } catch (error) {
    if (error instanceof StepFailure) evidence?.end(opened(error.code))
    throw error
  }
}

type NameSettings = Pick<ConnectSettings, 'resolvers' | 'limits' | 'signal' | 'evidence' | 'onAsking' | 'names'>

/** Asks for each name once: `names` holds the addresses of before. Fails as the layer dns does. */
export async function addressesOf(hostname: string, settings: NameSettings): Promise<string[]> {
  const { names, resolvers, limits, signal, evidence, onAsking } = settings
  const known = names.get(hostname)
  if (known) return known
  const found = await resolve(hostname, { resolvers, timeoutMs: limits.dnsMs, signal, evidence, onAsking })
  names.set(hostname, found)
  return found
}

/** Adds the time that `work` took, whether it succeeds or not, and says meanwhile that it is waited for. */
async function timed<T>(progress: Progress, phase: keyof Progress['timings'], work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  progress.rung = phase
  try {
    const done = await work()
    progress.moves += 1
    return done
  } finally {
    progress.timings[phase] += performance.now() - start
  }
}
