// The browser's way out: a SOCKS5 server of one run, so that names, connections and bytes are ours to time and to explain.
import { once } from 'node:events'
import net from 'node:net'
import type { SecureContext } from 'node:tls'
import type { EvidenceNotes } from '../../evidence.ts'
import { StepFailure } from '../../flow.ts'
import { inTurn } from '../addresses.ts'
import { resolve } from '../dns.ts'
import type { Standing } from '../http.ts'
import type { Limits } from '../limits.ts'
import { connectTcp } from '../tcp.ts'
import { connectTls } from '../tls.ts'
import { answerSocks, readSocksRequest, type SocksReply } from './socks.ts'

export type TunnelSettings = {
  resolvers: string[] | undefined
  /**
   * For targets with a CA of their own, which the browser does not know: each host shows its certificate to us before the
   * browser may speak to it. `null`: the browser judges all certificates itself.
   */
  trust: SecureContext | null
  limits: Limits
  signal: AbortSignal
  evidence?: EvidenceNotes | undefined
  turn: number
  /** Gets each connection, to count its bytes, and the milliseconds that the rungs took. */
  onSocket: (socket: net.Socket) => void
  took: (rung: 'dns' | 'tcp', ms: number) => void
}

type Rung = Standing['layer']
/** The way to one host and port, as far as it is known. */
export type Way = {
  rung: Rung
  address: string
  ms: number
  failure: unknown
  /** The connection last opened. */
  socket: net.Socket | null
  /** SHA-256 of the certificate that we verified. */
  certificate: string | null
}

export type Tunnels = {
  /** `socks5://127.0.0.1:port` */
  address: string
  names: ReadonlyMap<string, string[]>
  way: (url: string) => Way | undefined
  /** Changes with every name, connection and byte. */
  mark: () => string
  close: () => void
}

export async function openTunnels(settings: TunnelSettings): Promise<Tunnels> {
  const names = new Map<string, string[]>()
  const ways = new Map<string, Way>()
  const open = new Set<net.Socket>()
  let moves = 0
  const server = net.createServer((client) => {
    track(open, client)
    void serve(client).catch(() => client.destroy())
  })

  async function serve(client: net.Socket): Promise<void> {
    const asked = await readSocksRequest(client)
    if (!asked) return void client.destroy()
    const { hostname, port } = asked
    const way: Way = ways.get(`${hostname}:${port}`) ?? fresh()
    ways.set(`${hostname}:${port}`, way)
    const end = (reply: SocksReply) => answerSocks(client, reply)
    try {
      const socket = await connect(hostname, port, way)
      track(open, socket)
      settings.onSocket(socket)
      Object.assign(way, { rung: way.certificate ? 'http' : 'tls', socket, failure: null })
      end('granted')
      join(client, socket)
    } catch (error) {
      way.failure = error
      end('refused')
    } finally {
      moves += 1
    }
  }

  async function connect(hostname: string, port: number, way: Way): Promise<net.Socket> {
    const { limits, signal, evidence } = settings
    const addresses = await timed(way, 'dns', async () => {
      const known = names.get(hostname)
      if (known) return known
      const found = await resolve(hostname, {
        resolvers: settings.resolvers,
        timeoutMs: limits.dnsMs,
        signal,
        evidence,
      })
      names.set(hostname, found)
      return found
    })
    const end = { name: hostname.slice(0, 120), port, tls: '', http: '' }
    const onFailure = (address: string, tcp: string, ms: number) => evidence?.end({ ...end, address, tcp, ms })
    const start = performance.now()
    const reach = () =>
      connectTcp(inTurn(addresses, settings.turn), port, { timeoutMs: limits.tcpMs, signal, onFailure })
    const socket = await timed(way, 'tcp', reach)
    way.address = socket.remoteAddress ?? ''
    if (settings.trust && !way.certificate) await verify(hostname, port, way, settings.trust, start)
    way.ms = performance.now() - start
    return socket
  }

  /** On a connection of its own; plain HTTP has no certificate to show. */
  async function verify(hostname: string, port: number, way: Way, trust: SecureContext, start: number) {
    if (port === 80) return
    const { limits, signal, evidence } = settings
    way.rung = 'tls'
    const socket = await connectTcp([way.address], port, { timeoutMs: limits.tcpMs, signal })
    try {
      const secure = await connectTls(socket, { hostname, secureContext: trust, timeoutMs: limits.tlsMs, signal })
      way.certificate = secure.getPeerCertificate().fingerprint256
    } catch (error) {
      const tls = error instanceof StepFailure ? error.code : 'failed'
      const { address } = way
      evidence?.end({
        name: hostname.slice(0, 120),
        port,
        address,
        tcp: 'ok',
        tls,
        http: '',
        ms: performance.now() - start,
      })
      throw error
    } finally {
      socket.destroy()
    }
  }

  async function timed<T>(way: Way, rung: 'dns' | 'tcp', work: () => Promise<T>): Promise<T> {
    const start = performance.now()
    way.rung = rung
    try {
      return await work()
    } finally {
      moves += 1
      settings.took(rung, performance.now() - start)
    }
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `socks5://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    names,
    way: (url) => ways.get(endOf(url)),
    mark: () => `${moves} ${[...open].reduce((sum, { bytesRead, bytesWritten }) => sum + bytesRead + bytesWritten, 0)}`,
    close: () => {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

function fresh(): Way {
  return { rung: 'dns', address: '', ms: 0, failure: null, socket: null, certificate: null }
}

function endOf(url: string): string {
  const { hostname, port, protocol } = new URL(url)
  return `${hostname.replace(/^\[|\]$/g, '')}:${port || (protocol === 'https:' ? 443 : 80)}`
}

function track(open: Set<net.Socket>, socket: net.Socket): void {
  open.add(socket)
  socket.on('error', () => {})
  socket.on('close', () => open.delete(socket))
}

/** One side that breaks breaks the other the same way. */
function join(client: net.Socket, socket: net.Socket): void {
  client.pipe(socket)
  socket.pipe(client)
  socket.on('error', () => client.resetAndDestroy())
  for (const [one, other] of [
    [client, socket],
    [socket, client],
  ] as const)
    one.on('close', () => other.destroySoon())
}
