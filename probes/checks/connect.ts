// Our own way to a connection, so that name, connection and handshake are timed and explained each by itself.
import type net from 'node:net'
import type { SecureContext } from 'node:tls'
import type { buildConnector } from 'undici'
import { resolve } from './dns.ts'
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
  /** Called when connecting starts (`true`) and when it ends (`false`). */
  onConnecting: (connecting: boolean) => void
}

export type ConnectSettings = {
  resolvers: string[] | undefined
  secureContext: () => SecureContext
  limits: Limits
  signal: AbortSignal
  progress: Progress
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
  const { limits, signal, progress } = settings
  const secure = options.protocol === 'https:'
  const port = Number(options.port) || (secure ? 443 : 80)
  const hostname = options.hostname.replace(/^\[|\]$/g, '')

  const addresses = await timed(progress, 'dns', () =>
    resolve(hostname, { resolvers: settings.resolvers, timeoutMs: limits.dnsMs, signal }),
  )
  const socket = await timed(progress, 'tcp', () => connectTcp(addresses, port, { timeoutMs: limits.tcpMs, signal }))
  progress.socket = socket
  progress.onSocket(socket)
  if (!secure) return socket
  return timed(progress, 'tls', () =>
    connectTls(socket, { hostname, secureContext: settings.secureContext(), timeoutMs: limits.tlsMs, signal }),
  )
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
