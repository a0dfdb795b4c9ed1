// What stands between an agent and a replica's TLS server: a TCP relay that can misbehave the way networks do.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/**
 * `blackhole`: the kernel still completes the TCP handshake (a SYN cannot be dropped from userland), then nothing is ever
 * read or answered. `tls-stalls`: the server's first handshake record begins, and nothing more of it comes. `large-lost`: see
 * `dropsLargeFlights`.
 */
export type Weather = 'clear' | 'refused' | 'blackhole' | 'tls-stalls' | 'large-lost'

export type Front = {
  port: number
  set: (weather: Weather) => Promise<void>
  drop: () => void
  close: () => Promise<void>
}

/** Bytes that fit into one packet of an Ethernet path. */
const PACKET = 1_400
/** A ClientHello with a post-quantum key share takes more than one packet; on the paths in question it still passes. */
const HELLO = 2_400
const HANDSHAKE_RECORD = 0x16
/** RFC 8446 §5.1: type, version, length. */
const RECORD_HEADER = 5

/** Listens on `port` (0: any) of 127.0.0.1 and relays to `innerPort`. */
export async function startFront(innerPort: number, port = 0): Promise<Front> {
  const sockets = new Set<Socket>()
  let weather: Weather = 'clear'
  const server = createServer((outer) => {
    track(sockets, outer)
    if (weather === 'blackhole') outer.pause()
    else relay(outer, track(sockets, connect(innerPort, '127.0.0.1')), () => weather)
  })
  await listen(server, port)
  const own = (server.address() as AddressInfo).port
  const drop = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: own,
    drop,
    set: async (wanted) => {
      if (wanted === weather) return
      const before = weather
      weather = wanted
      if (wanted !== 'clear' || before !== 'large-lost') drop()
      if (wanted === 'refused') await stop(server)
      else if (before === 'refused') await listen(server, own)
    },
    close: async () => {
      drop()
      if (server.listening) await stop(server)
    },
  }
}

type Flight = { speaker: 'client' | 'server' | null; bytes: number; first: boolean }

function relay(outer: Socket, inner: Socket, weather: () => Weather): void {
  const flight: Flight = { speaker: null, bytes: 0, first: true }
  const stalled = new Set<string>()
  const pass = (speaker: 'client' | 'server', from: Socket, to: Socket) => {
    from.on('data', (chunk: Buffer) => {
      if (weather() === 'large-lost' && dropsLargeFlights(flight, stalled, speaker, chunk)) return
      const passed = weather() === 'tls-stalls' && speaker === 'server' ? beginning(stalled, chunk) : chunk
      if (!to.write(passed)) {
        from.pause()
        to.once('drain', () => from.resume())
      }
    })
    from.on('error', (error: NodeJS.ErrnoException) => {
      if (speaker === 'server' && error.code === 'ECONNRESET') to.resetAndDestroy()
    })
    from.on('end', () => stalled.has(speaker) || to.end())
    from.on('close', () => stalled.has(speaker) || to.destroySoon())
  }
  pass('client', outer, inner)
  pass('server', inner, outer)
}

/** The header of a handshake record, once. */
function beginning(stalled: Set<string>, chunk: Buffer): Buffer {
  const length = stalled.has('server') || chunk[0] !== HANDSHAKE_RECORD ? 0 : RECORD_HEADER
  stalled.add('server')
  return chunk.subarray(0, length)
}

/**
 * A first full segment that is lost for ever: once one side has sent more than a packet since the other last spoke,
 * nothing more of that side arrives on this connection. Small exchanges, one packet each way, pass.
 */
function dropsLargeFlights(flight: Flight, stalled: Set<string>, speaker: 'client' | 'server', chunk: Buffer): boolean {
  if (flight.speaker !== speaker) Object.assign(flight, { speaker, bytes: 0 })
  const limit = flight.first && speaker === 'client' && chunk[0] === HANDSHAKE_RECORD ? HELLO : PACKET
  if (flight.speaker !== 'client') flight.first = false
  flight.bytes += chunk.length
  if (flight.bytes > limit) stalled.add(speaker)
  return stalled.has(speaker)
}

function track(sockets: Set<Socket>, socket: Socket): Socket {
  sockets.add(socket)
  socket.on('error', () => socket.destroy()) // a reset by the peer ends this connection only
  socket.on('close', () => sockets.delete(socket))
  return socket
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}

function stop(server: Server): Promise<void> {
  return new Promise((done) => server.close(() => done()))
}
