// The few words of SOCKS5 that a browser says (RFC 1928): no authentication, CONNECT, names left to us.
import type net from 'node:net'
import { isIPv6 } from 'node:net'

export type SocksReply = 'granted' | 'refused'

const VERSION = 5
const CONNECT = 1
const ADDRESS = { v4: 1, name: 3, v6: 4 } as const
const GREETED = Buffer.from([VERSION, 0])

/** Reads the greeting and the request (RFC 1928 §3, §4); `null` when the client says anything else. */
export async function readSocksRequest(client: net.Socket): Promise<{ hostname: string; port: number } | null> {
  const [version, methods = 0] = await take(client, 2)
  if (version !== VERSION) return null
  await take(client, methods)
  client.write(GREETED)
  const [again, command, , type] = await take(client, 4)
  if (again !== VERSION || command !== CONNECT) return null
  const hostname = await readAddress(client, type ?? 0)
  const port = (await take(client, 2)).readUInt16BE()
  return hostname === null ? null : { hostname, port }
}

/** RFC 1928 §6; `refused` also ends the connection. */
export function answerSocks(client: net.Socket, reply: SocksReply): void {
  const answer = Buffer.from([VERSION, reply === 'granted' ? 0 : 1, 0, ADDRESS.v4, 0, 0, 0, 0, 0, 0])
  if (reply === 'granted') client.write(answer)
  else client.end(answer)
}

async function readAddress(client: net.Socket, type: number): Promise<string | null> {
  if (type === ADDRESS.v4) return [...(await take(client, 4))].join('.')
  if (type === ADDRESS.name) {
    const [length = 0] = await take(client, 1)
    return (await take(client, length)).toString('latin1')
  }
  if (type !== ADDRESS.v6) return null
  const bytes = await take(client, 16)
  const words = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16)).join(':')
  return isIPv6(words) ? words : null
}

/** Exactly `count` bytes; what comes after them stays in the socket. Rejects when it ends before. */
function take(client: net.Socket, count: number): Promise<Buffer> {
  if (count === 0) return Promise.resolve(Buffer.alloc(0))
  return new Promise((done, fail) => {
    const attempt = () => {
      const bytes = client.read(count) as Buffer | null
      if (!bytes) return
      stop()
      done(bytes)
    }
    const ended = () => {
      stop()
      fail(new Error('the browser closed the connection'))
    }
    const stop = () => client.off('readable', attempt).off('end', ended).off('close', ended)
    client.on('readable', attempt).on('end', ended).on('close', ended)
    attempt()
  })
}
