// After large packets were lost: from which size on. Each size is the TCP payload of one exchange's answer or request.
import type { EvidenceNotes } from '../evidence.ts'
import { leadsTo } from './endpoint.ts'
import type { Suspect } from './large-packets.ts'
import { type Ask, type Asked, type AskSettings, ask, seen, stalls } from './small-exchange.ts'

/** 1,448 bytes with TCP's timestamps fill an Ethernet packet of 1,500 bytes. */
const SIZES = [512, 1_200, 1_400, 1_448, 1_500, 3_000, 6_000, 16_000, 64_000]
/** Servers take headers of 8 KiB at most. */
const MOST_PADDING = 6_000
/** Each size is tried so many times at once: where nine of ten packets are lost, the tenth must not hide it. */
const TRIES = 3
/** The first exchange shows what headers and TLS add; as many digits as the sizes in question have. */
const TRIAL = 1_024

export type SweepSettings = AskSettings & {
  /** A try that is not answered so soon stalls. */
  sweepMs: number
  evidence: EvidenceNotes
}

type Way = 'down' | 'up'
/** `size` is the least that stalls, `null` when none did. */
type Swept = { way: Way; how: string; size: number | null }
/** Makes an exchange with so many bytes that way. */
type Sized = (bytes: number) => Ask

/**
 * Tries sizes each way, halving what is left each time. Downwards only where the host honours ranges (206);
 * upwards by posts where the host takes uploads, otherwise by padded requests of up to 6,000 bytes.
 */
export async function sweepSizes(suspect: Suspect, settings: SweepSettings): Promise<Swept[]> {
  const ways = await Promise.all([wayDown(suspect, settings), wayUp(suspect, settings)])
  return Promise.all(ways.flatMap((found) => (found ? [sweep(suspect, found, settings)] : [])))
}

/** The sweep in words, for a cause: `from the service nothing arrives from 1448 bytes on (ranges) …`. */
export function sweptWords(swept: Swept[]): string {
  return swept.map(words).join('; ')
}

function words({ way, how, size }: Swept): string {
  const where = way === 'down' ? 'from the service' : 'from us'
  if (how === NO_RANGES.how) return `${where} sizes cannot be tried: ${how}`
  return size === null
    ? `${where} every size passes now (${how})`
    : `${where} nothing arrives from ${size} bytes on (${how})`
}

type Found = { way: Way; how: string; most: number; sized: Sized }
const NO_RANGES: Found = {
  way: 'down',
  how: 'no ranges are honoured',
  most: 0,
  sized: () => ({ method: 'GET', url: '' }),
}

async function wayDown({ endpoint, large }: Suspect, settings: SweepSettings): Promise<Found | null> {
  if (!large || !leadsTo(large, endpoint)) return null
  const one = await ask(endpoint, { method: 'GET', url: large, range: TRIAL }, settings)
  if (one.end !== 'answered') return null
  if (one.status !== 206 || one.length !== TRIAL) return NO_RANGES
  const around = one.received - one.length
  const sized = (bytes: number): Ask => ({ method: 'GET', url: large, range: Math.max(1, bytes - around) })
  return { way: 'down', how: 'ranges', most: Infinity, sized }
}

async function wayUp({ endpoint, small, upload }: Suspect, settings: SweepSettings): Promise<Found | null> {
  const [request, how, most]: [(bytes: number) => Ask, string, number] = upload
    ? [(body) => ({ method: 'POST', url: upload, body }), 'posts', Infinity]
    : [(padding) => ({ method: 'HEAD', url: small, padding }), 'padded requests', MOST_PADDING]
  const one = await ask(endpoint, request(TRIAL), settings)
  if (one.end !== 'answered') return null
  return { way: 'up', how, most, sized: (bytes) => request(Math.max(1, bytes - one.sent + TRIAL)) }
}

async function sweep({ endpoint }: Suspect, found: Found, settings: SweepSettings): Promise<Swept> {
  const { way, how, most, sized } = found
  const sizes = SIZES.filter((size) => size <= most)
  let low = 0
  let high = sizes.length
  while (low < high) {
    const middle = (low + high) >> 1
    const bytes = sizes[middle] ?? 0
    const worst = await tryOften(() => ask(endpoint, sized(bytes), hasty(settings)))
    settings.evidence.size({ address: endpoint.address, direction: way, bytes, ...seen(worst) })
    if (stalls(worst)) high = middle
    else low = middle + 1
  }
  return { way, how, size: sizes[low] ?? null }
}

/** The worst of several tries at once. */
async function tryOften(exchange: () => Promise<Asked>): Promise<Asked> {
  const tries = await Promise.all(Array.from({ length: TRIES }, exchange))
  return tries.toSorted((a, b) => Number(stalls(b)) - Number(stalls(a)) || b.ms - a.ms)[0] as Asked
}

function hasty(settings: SweepSettings): AskSettings {
  return { ...settings, answerMs: settings.sweepMs }
}
