// A name with several addresses: which one a run tries first, and after a failure how the others fare.
import type net from 'node:net'
import { isIPv6 } from 'node:net'
import type { EvidenceNotes } from '../evidence.ts'
import { Inconclusive, StepFailure } from '../flow.ts'
import { deadline } from './limits.ts'
import { type AskSettings, ask, type Endpoint, seen } from './small-exchange.ts'
import { connectTcp } from './tcp.ts'
import { connectTls } from './tls.ts'

const MOST = 8

/** Addresses of the first one's family take turns; those of the other family stay behind them. */
export function inTurn(addresses: string[], turn: number): string[] {
  const six = isIPv6(addresses[0] ?? '')
  const own = addresses.filter((address) => isIPv6(address) === six)
  const others = addresses.filter((address) => isIPv6(address) !== six)
  const from = own.length > 0 ? turn % own.length : 0
  return [...own.slice(from), ...own.slice(0, from), ...others]
}

type Judged = { address: string; outcome: string }

/**
 * After a failure of layer tcp, tls, path or http at a name with several addresses: asks each of them for `HEAD /` on a fresh
 * connection, all at once, and says of how many it is true ("2 of 4 addresses fail"). Otherwise the failure as it is.
 */
export async function compareAddresses(
  failure: StepFailure,
  names: ReadonlyMap<string, string[]>,
  evidence: EvidenceNotes | undefined,
  settings: AskSettings,
): Promise<StepFailure> {
  const place = placeOf(failure, names)
  if (!place) return failure
  const { origin, addresses } = place
  const judged = await Promise.all(
    addresses.slice(0, MOST).map((address) => judge(origin, address, evidence, settings)),
  )
  const bad = judged.filter(({ outcome }) => outcome !== 'ok')
  if (bad.length === 0) return failure
  const list = bad.map(({ address, outcome }) => `${address} ${outcome}`).join(', ')
  const { layer, code, target, expectation, message } = failure
  const cause = `${message}; ${bad.length} of ${judged.length} addresses of ${origin.hostname} fail (${list})`
  return new StepFailure({ layer, code, target, expectation, cause })
}

async function judge(origin: URL, address: string, evidence: EvidenceNotes | undefined, settings: AskSettings) {
  const secure = origin.protocol === 'https:'
  const port = Number(origin.port) || (secure ? 443 : 80)
  const start = performance.now()
  const said = { tcp: '', tls: '', http: '' }
  try {
    await climb({ address, port, secure, hostname: origin.hostname }, origin, settings, said)
  } finally {
    evidence?.end({ name: origin.hostname, address, port, ms: performance.now() - start, ...said })
  }
  const bad = [said.tcp, said.tls, said.http].find((one) => one !== '' && one !== 'ok')
  return { address, outcome: bad ?? 'ok' } satisfies Judged
}

type Said = { tcp: string; tls: string; http: string }

/** Writes into `said` how far it gets. An answer of less than 500 is one, whatever it says to a HEAD. */
async function climb(endpoint: Endpoint, { href: url }: URL, settings: AskSettings, said: Said): Promise<void> {
  const { address, port, hostname } = endpoint
  const bounds = { timeoutMs: settings.pathMs, signal: deadline(2 * settings.pathMs) }
  let rung: keyof Said = 'tcp'
  let socket: net.Socket | undefined
  try {
    socket = await connectTcp([address], port, bounds)
    said.tcp = 'ok'
    rung = 'tls'
    if (endpoint.secure) {
      socket = await connectTls(socket, { hostname, secureContext: settings.secureContext, ...bounds })
      said.tls = 'ok'
    }
  } catch (error) {
    said[rung] = error instanceof StepFailure || error instanceof Inconclusive ? error.code : 'failed'
    return
  } finally {
    socket?.on('error', () => {}).destroy()
  }
  const asked = await ask(endpoint, { method: 'HEAD', url }, settings)
  said.http = asked.end === 'answered' && asked.status < 500 ? 'ok' : seen(asked).outcome
}

const AT_AN_ADDRESS = ['tcp', 'tls', 'path', 'http']
/** The whole service said so, not one of its servers. */
const OF_ALL = ['queue-page', 'notice-page']

/** Where it failed, if that name has several addresses. */
function placeOf({ layer, code, target }: StepFailure, names: ReadonlyMap<string, string[]>) {
  if (!AT_AN_ADDRESS.includes(layer) || OF_ALL.includes(code)) return null
  for (const [name, addresses] of names) {
    if (addresses.length < 2) continue
    const found = originIn(target, name, addresses)
    if (found) return { origin: found, addresses }
  }
  return null
}

/** Targets are addresses of pages, `host:port`, or lists of `address:port`. */
function originIn(target: string, name: string, addresses: string[]): URL | null {
  if (URL.canParse(target) && new URL(target).hostname === name) return new URL('/', target)
  const [, host = '', port = ''] = /^\[?([^\],\s]+?)\]?:(\d+)/.exec(target) ?? []
  if (host !== name && !addresses.includes(host)) return null
  return new URL(`${port === '80' ? 'http' : 'https'}://${name}:${port}/`)
}
