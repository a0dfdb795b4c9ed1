// The size pair: something small and something large, on fresh connections to one address within two seconds.
import { LARGE_BYTES } from '../classify-sights.ts'
import type { EvidenceNotes } from '../evidence.ts'
import type { SizePair } from '../settings.ts'
import { type Endpoint, endpointText, leadsTo } from './endpoint.ts'
import { bareUrl } from './exchange.ts'
import { directionOf, LargePacketsLost, lostWhere, PADDING } from './large-packets.ts'
import { pause } from './pause.ts'
import { type Ask, type Asked, type AskSettings, ask, seen, stalls } from './small-exchange.ts'

export type SizesSettings = AskSettings & {
  pair: SizePair
  /** Longest time that a large exchange may take; `pathMs` bounds the small ones. */
  largeMs: number
  /** A large exchange that takes longer is made once more beside; slower than this is slow. The small one has to be quicker. */
  againMs: number
  evidence: EvidenceNotes
}

/** At most one of the three; all `null` when nothing can be said. */
export type SizesSeen = {
  lost: LargePacketsLost | null
  /** Large ones arrive, but far too late: the reason of a slow run. */
  slow: string | null
  /** What shows that the way carries large packets. */
  fine: string | null
}

export const NOTHING_SEEN: SizesSeen = { lost: null, slow: null, fine: null }

/** A large exchange is only slow when it also takes so many times what the small one did. */
const SLOW_RATIO = 20

/**
 * Fetches `small`, then `large` and `upload` at the same time, and notes each. Says nothing when the small one is not
 * answered within `againMs`: then size is not what matters.
 */
export async function compareSizes(endpoint: Endpoint, settings: SizesSettings): Promise<SizesSeen> {
  const { pair, evidence } = settings
  const note = (direction: 'down' | 'up', bytes: number, asked: Asked) =>
    evidence.size({ address: endpoint.address, direction, bytes, ...seen(asked) })

  const small = await ask(endpoint, { method: 'GET', url: pair.small }, settings)
  note('down', small.length, small)
  if (small.end !== 'answered' || small.ms > settings.againMs) return NOTHING_SEEN

  const upload = pair.upload && leadsTo(pair.upload, endpoint) ? pair.upload : null
  const [down, posted] = await Promise.all([
    best(endpoint, { method: 'GET', url: pair.large }, settings),
    upload === null ? null : best(endpoint, { method: 'POST', url: upload, body: LARGE_BYTES }, settings),
  ])
  note('down', down.end === 'answered' ? down.length : LARGE_BYTES, down)
  if (posted) note('up', LARGE_BYTES, posted)
  const padded = !posted && stalls(down) ? await ask(endpoint, paddedTo(pair.small), settings) : null
  if (padded) note('up', PADDING, padded)
  return judge({ small, down, posted, padded }, endpoint, { ...pair, upload }, settings.againMs)
}

type Taken = { small: Asked; down: Asked; posted: Asked | null; padded: Asked | null }
type Addresses = { small: string; large: string; upload: string | null }

function judge(taken: Taken, endpoint: Endpoint, pair: Addresses, againMs: number): SizesSeen {
  const { small, down, posted, padded } = taken
  const up = posted ?? padded
  const direction = directionOf({ down: stalls(down), up: up !== null && stalls(up) })
  if (direction) {
    const fault = {
      target: `${bareUrl(pair.large)} (${endpointText(endpoint)})`,
      expectation: 'large exchanges pass where small ones do',
      cause: `${lostWhere(direction)}: ${whatIsLost(taken).join(', ')}`,
    }
    return { ...NOTHING_SEEN, lost: new LargePacketsLost(fault, { endpoint, ...pair }) }
  }
  const passed = [down, posted].filter((one) => one?.end === 'answered') as Asked[]
  if (down.end !== 'answered' || down.status >= 400 || down.length < LARGE_BYTES) return NOTHING_SEEN
  const slowest = Math.max(...passed.map(({ ms }) => ms))
  return slowest > againMs && slowest > SLOW_RATIO * small.ms
    ? { ...NOTHING_SEEN, slow: `slow: 64 KiB take ${seconds(slowest)} s, where little takes ${seconds(small.ms)} s` }
    : { ...NOTHING_SEEN, fine: `64 KiB pass in ${seconds(slowest)} s` }
}

function whatIsLost({ small, down, posted, padded }: Taken): string[] {
  return [
    `a small answer comes in ${Math.round(small.ms)} ms`,
    stalls(down)
      ? `of 64 KiB ${down.received} bytes came on the better of two fresh connections`
      : `64 KiB come in ${seconds(down.ms)} s`,
    ...(posted
      ? [stalls(posted) ? '64 KiB that are posted get no answer, twice' : '64 KiB that are posted arrive']
      : []),
    ...(padded
      ? [stalls(padded) ? 'a request padded to 3 kB gets no answer' : 'a request padded to 3 kB is answered']
      : []),
    ...(posted ? [] : ['no address takes uploads']),
  ]
}

/** A legal request that takes more than one packet: the way up, where nothing takes uploads. */
function paddedTo(url: string): Ask {
  return { method: 'HEAD', url, padding: PADDING }
}

/** Makes an exchange that takes long once more beside it; the better of the two. Both have to stall to be stalled. */
async function best(endpoint: Endpoint, request: Ask, settings: SizesSettings): Promise<Asked> {
  const patient = { ...settings, answerMs: settings.largeMs }
  const first = ask(endpoint, request, patient)
  const quick = new AbortController()
  const early = await Promise.race([first, pause(settings.againMs, quick.signal)])
  quick.abort()
  if (early) return early
  const [one, other] = await Promise.all([first, ask(endpoint, request, patient)])
  return (rank(one) - rank(other) || one.ms - other.ms) > 0 ? other : one
}

function rank(asked: Asked): number {
  return asked.end === 'answered' ? 0 : stalls(asked) ? 2 : 1
}

const seconds = (ms: number) => (ms < 1_000 ? (ms / 1000).toFixed(3) : (ms / 1000).toFixed(1))
