// The browser's way out: a SOCKS5 server of one run, so that names, connections and bytes are ours to time and to explain.
import { once } from 'node:events'
import net from 'node:net'
import { hostAndPort } from '../endpoint.ts'
import { answerSocks, readSocksRequest } from './socks.ts'
import { connect, freshWay, verify, type Way, type WaySettings } from './way.ts'

export type Tunnels = {
  /** `socks5://127.0.0.1:port` */
  address: string
  names: ReadonlyMap<string, string[]>
  way: (url: string) => Way | undefined
  /** Changes with every name, connection and byte. */
  mark: () => string
  close: () => void
}

/** First byte of a TLS handshake (RFC 8446 §5.1): plain HTTP has no certificate to show. */
const HANDSHAKE = 22

export async function openTunnels(settings: WaySettings): Promise<Tunnels> {
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
    const key = `${asked.hostname}:${asked.port}`
    const way = ways.get(key) ?? freshWay(asked.hostname, asked.port)
    ways.set(key, way)
    const socket = await tried(way, () => connect(way, names, settings))
    answerSocks(client, socket ? 'granted' : 'refused')
    if (!socket) return
    track(open, socket)
    settings.onSocket(socket)
    const { trust } = settings
    if (trust && (await beginsTls(client))) {
      const verified = await tried(way, () => verify(way, trust, settings).then(() => true))
      if (!verified) {
        socket.destroy()
        return void client.resetAndDestroy()
      }
    }
    join(client, socket)
  }

  /** What fails is kept with the way: the browser itself only says that a tunnel broke. */
  async function tried<T>(way: Way, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work()
    } catch (error) {
      way.failure = error
      return null
    } finally {
      moves += 1
    }
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `socks5://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    names,
    way: (url) => ways.get(hostAndPort(url)),
    mark: () => `${moves} ${[...open].reduce((sum, { bytesRead, bytesWritten }) => sum + bytesRead + bytesWritten, 0)}`,
    close: () => {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

/** Looks at what the browser says first, and puts it back. */
async function beginsTls(client: net.Socket): Promise<boolean> {
  if (client.readableLength === 0) await once(client, 'readable')
  const first = client.read() as Buffer | null
  if (first) client.unshift(first)
  return first?.[0] === HANDSHAKE
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
