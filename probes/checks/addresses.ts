// A name with several addresses: which one a run tries first, and after a failure how the others fare.
import type net from 'node:net'
import { isIPv6 } from 'node:net'
import { failingWords, isBad, isGood } from '../classify-sights.ts'
import type { EvidenceNotes } from '../evidence.ts'
import { Inconclusive, StepFailure } from '../flow.ts'
import type { Evidence } from '../result.ts'
import { type Endpoint, endpointText, placeOf } from './endpoint.ts'
import { deadline } from './limits.ts'
import { type AskSettings, ask, seen } from './small-exchange.ts'
import { connectTcp } from './tcp.ts'
import { connectTls } from './tls.ts'

const MOST = 8
/** For each of its connection, its handshake and its answer. */
const JUDGING_MS = 2_000

/** Addresses of the first one's family take turns; those of the other family stay behind them. */
export function inTurn(addresses: string[], turn: number): string[] {
  const six = isIPv6(addresses[0] ?? '')
  const own = addresses.filter((address) => isIPv6(address) === six)
  const others = addresses.filter((address) => isIPv6(address) !== six)
  const from = own.length > 0 ? turn % own.length : 0
  return [...own.slice(from), ...own.slice(0, from), ...others]
}

/** Spreads runs over addresses as by chance, so that no interval shares a beat with their number (mixed as MurmurHash3 ends). */
export function turnOf(startedAt: number): number {
  let mixed = Math.floor(startedAt / 1000)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

type End = Evidence['ends'][number]
type Names = ReadonlyMap<string, string[]>

/**
 * After a failure of layer tcp, tls, path or http at a name with several addresses: asks each of them for `HEAD /` on a fresh
 * connection, all at once. Where some fail, the failure's cause says of how many it is true ("2 of 4 addresses fail"), and its
 * target which. Returns the same failure.
 */
export async function compareAddresses(
  failure: StepFailure,
  names: Names,
  evidence: Notes | undefined,
  settings: AskSettings,
): Promise<StepFailure> {
  const place = whereItFailed(failure, names)
  if (!place) return failure
  const ends = await judgeAll(place.origin, place.addresses.slice(0, MOST), evidence, settings)
  const bad = ends.filter(isBad)
  if (bad.length === 0) return failure
  const at = bad.map(endpointText).join(', ')
  const { target, message } = failure
  return Object.assign(failure, {
    message: `${message}; ${failingWords(ends)}`,
    ...(failure.layer !== 'tcp' && { target: `${target} (${at})` }),
  })
}

/** Where one address of a name failed and another served, `ends` so far: asks those that nobody has tried yet. */
export async function judgeOthers(
  ends: readonly End[],
  names: Names,
  evidence: Notes | undefined,
  settings: () => AskSettings,
): Promise<void> {
  for (const [name, addresses] of names) {
    const own = ends.filter((end) => end.name === name)
    const good = own.find(isGood)
    if (!good || !own.some(isBad)) continue
    const left = addresses.slice(0, MOST).filter((address) => !own.some((end) => end.address === address))
    if (left.length === 0) continue
    await judgeAll(new URL(`${good.tls === '' ? 'http' : 'https'}://${name}:${good.port}/`), left, evidence, settings())
  }
}

type Notes = Pick<EvidenceNotes, 'end'>

function judgeAll(origin: URL, addresses: string[], evidence: Notes | undefined, settings: AskSettings) {
  const short = { ...settings, pathMs: Math.min(settings.pathMs, JUDGING_MS) }
  return Promise.all(addresses.map((address) => judge(origin, address, evidence, short)))
}

async function judge(origin: URL, address: string, evidence: Notes | undefined, settings: AskSettings): Promise<End> {
  const place = placeOf(origin)
  const start = performance.now()
  const said: Said = { tcp: '', tls: '', http: '' }
  await climb({ ...place, address }, origin, settings, said)
  const end = { name: place.hostname, address, port: place.port, ms: performance.now() - start, ...said }
  evidence?.end(end)
  return end
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
function whereItFailed({ layer, code, target }: StepFailure, names: ReadonlyMap<string, string[]>) {
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
