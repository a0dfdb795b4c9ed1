// Calls to addresses that subscribers gave: nobody may have us call our own network by them. The address that is really connected to
// is looked at, whatever its name says at another time.
import { lookup } from 'node:dns'
import { BlockList, isIP } from 'node:net'
import { Agent, request } from 'undici'
import { SendError, type Sent } from './sms/provider.ts'

const TIMEOUT_MS = 10_000
const MOST_BYTES = 64 * 1024

export type Outside = {
  /** Gives the status, whatever it is; the body is JSON where `headers` say nothing else; a call that got none throws SendError, which names no address. */
  post: (url: string, headers: Record<string, string>, body: string | Buffer) => Promise<number>
  close: () => Promise<void>
}

/** Not of the public internet (RFC 6890 and its like). */
const INSIDE = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
  ['2001:db8::', 32],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv6')

/** Whether an IP address lies in a network of our own, or in none. */
export function isInside(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return isInside(mapped)
  return INSIDE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** `inside`: also into our own network, for a rehearsal and for receivers of one's own. */
export function openOutside({ inside }: { inside: boolean }): Outside {
  const dispatcher = new Agent({
    connect: {
      timeout: TIMEOUT_MS,
      lookup: (host, options, answer) =>
        lookup(host, { ...options, all: true }, (error, found) => {
          const allowed = (found ?? []).filter(({ address }) => inside || !isInside(address))
          const [first] = allowed
          if (error || !first) return answer(error ?? refused(), '', 4)
          if (options.all) return (answer as (e: null, a: typeof allowed) => void)(null, allowed)
          answer(null, first.address, first.family)
        }),
    },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    maxResponseSize: MOST_BYTES,
    connections: 4,
  })
  return {
    post: async (url, headers, body) => {
      const { hostname } = new URL(url)
      // an address instead of a name is not looked up
      const literal = hostname.replace(/^\[|\]$/g, '')
      if (!inside && isIP(literal) && isInside(literal)) throw explain(refused())
      try {
        const answer = await request(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers, 'user-agent': 'bongsu' },
          body,
          dispatcher,
        })
        await answer.body.dump({ limit: MOST_BYTES })
        return answer.statusCode
      } catch (error) {
        throw explain(error as Error)
      }
    },
    close: () => dispatcher.close(),
  }
}

/** A receiver's trouble is its own: it never keeps the others waiting. 410 ends the subscription, as its receiver asks; so does what `gone` names. */
export async function deliver(
  outside: Outside,
  url: string,
  headers: Record<string, string>,
  body: string | Buffer,
  ref: string,
  gone: readonly number[] = [410],
): Promise<Sent> {
  try {
    const status = await outside.post(url, headers, body)
    if (status >= 200 && status < 300) return { ok: true, ref }
    return { ok: false, permanent: gone.includes(status), code: String(status), message: `It answered ${status}` }
  } catch (error) {
    if (!(error instanceof SendError)) throw error
    return { ok: false, permanent: error.permanent, code: 'unreachable', message: error.message }
  }
}

function refused(): NodeJS.ErrnoException {
  return Object.assign(new Error('inside'), { code: 'INSIDE' })
}

function explain(error: NodeJS.ErrnoException): SendError {
  const inside = error.code === 'INSIDE'
  const text = inside ? 'It is an address of our own network' : `It did not answer (${error.code ?? error.name})`
  return new SendError(text, { permanent: inside, ambiguous: !inside, cause: error })
}
