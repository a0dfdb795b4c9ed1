// The way to one host and port: its name, a connection, and its certificate where the browser cannot judge it.
import type net from 'node:net'
import type { SecureContext } from 'node:tls'
import type { EvidenceNotes } from '../../evidence.ts'
import { StepFailure } from '../../flow.ts'
import { inTurn } from '../addresses.ts'
import { addressesOf } from '../connect.ts'
import type { Standing } from '../http.ts'
import type { Limits } from '../limits.ts'
import { connectTcp } from '../tcp.ts'
import { connectTls } from '../tls.ts'

export type WaySettings = {
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

/** As far as it is known. */
export type Way = {
  hostname: string
  port: number
  rung: Standing['layer']
  address: string
  ms: number
  failure: unknown
  /** The connection last opened. */
  socket: net.Socket | null
  /** SHA-256 of the certificate that we verified. */
  certificate: string | null
}

export function freshWay(hostname: string, port: number): Way {
  return { hostname, port, rung: 'dns', address: '', ms: 0, failure: null, socket: null, certificate: null }
}

/** Connects; fails as the layers dns and tcp do. `names`: addresses of before, each name is asked for once. */
export async function connect(way: Way, names: Map<string, string[]>, settings: WaySettings): Promise<net.Socket> {
  const { limits, signal, evidence } = settings
  const { hostname, port } = way
  const addresses = await timed(way, 'dns', settings, () => addressesOf(hostname, { ...settings, names }))
  const end = { name: hostname, port, tls: '', http: '' }
  const onFailure = (address: string, tcp: string, ms: number) => evidence?.end({ ...end, address, tcp, ms })
  const start = performance.now()
  const socket = await timed(way, 'tcp', settings, () =>
    connectTcp(inTurn(addresses, settings.turn), port, { timeoutMs: limits.tcpMs, signal, onFailure }),
  )
  Object.assign(way, {
    rung: 'tls',
    address: socket.remoteAddress ?? '',
    ms: performance.now() - start,
    failure: null,
    socket,
  })
  return socket
}

/** Once for each way, on a connection of its own; fails as the layer tls does. */
export async function verify(way: Way, trust: SecureContext, settings: WaySettings): Promise<void> {
  if (way.certificate !== null) return
  const { hostname, port, address } = way
  const { limits, signal, evidence } = settings
  const start = performance.now()
  const socket = await connectTcp([address], port, { timeoutMs: limits.tcpMs, signal })
  try {
    const secure = await connectTls(socket, { hostname, secureContext: trust, timeoutMs: limits.tlsMs, signal })
    Object.assign(way, { certificate: secure.getPeerCertificate().fingerprint256, rung: 'http' })
  } catch (error) {
    const tls = error instanceof StepFailure ? error.code : 'failed'
    const ms = performance.now() - start
    evidence?.end({ name: hostname, port, address, tcp: 'ok', tls, http: '', ms })
    throw error
  } finally {
    socket.destroy()
  }
}

async function timed<T>(way: Way, rung: 'dns' | 'tcp', { took }: WaySettings, work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  way.rung = rung
  try {
    return await work()
  } finally {
    took(rung, performance.now() - start)
  }
}
