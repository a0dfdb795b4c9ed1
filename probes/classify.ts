// The one classifier: what a run, and the runs of several places together, say about where it broke and how surely. Pure.
import type { Evidence, Fault } from './result.ts'

type End = Evidence['ends'][number]
type Where = Pick<Fault, 'layer' | 'code'>

/** What one place saw: its newest failing and its newest working run, where there are any. */
export type Row = { group: string; failing: Sight | null; working: Sight | null }
export type Sight = { fault: Where | null; evidence: Evidence | null }

export const CLASSES = [
  'large-packets',
  'some-addresses',
  'some-resolvers',
  'zone',
  'one-path',
  'overload',
  'unreachable',
  'behind-the-edge',
] as const
export type Class = (typeof CLASSES)[number]

/**
 * `confidence`: share (0 … 1) of the failing places whose evidence shows it. `scope`: seen by all that fail where nobody finds it
 * well, or only by some. `failing` of `of`: addresses or name servers, where the class is about them. `directions`: of lost packets.
 */
export type Finding = {
  class: Class
  layer: string
  scope: 'everywhere' | 'some-places'
  confidence: number
  failing: number
  of: number
  directions: Direction[]
}
export type Direction = Evidence['sizes'][number]['direction']

/**
 * How surely a run broke where it says, 0 … 1: of a name by the name servers, of an address by the addresses, of a path by the
 * sizes that were tried; of what lies behind these by whether they were well. `null` where nothing else was seen.
 */
export function confidenceOf({ layer }: Where, evidence: Evidence | undefined): number | null {
  if (!evidence) return null
  const { names, ends, sizes } = evidence
  switch (layer) {
    case 'dns':
      return shareOf(names, ({ rcode, addresses }) => rcode !== 'NOERROR' || addresses.length === 0)
    case 'tcp':
    case 'tls':
    case 'http':
      return shareOf(ends, (end) => !isGood(end))
    case 'path':
      return shareOf(sizes, ({ direction, bytes, outcome }) => {
        const lost = smallestLost(evidence, direction)
        return outcome === (lost !== null && bytes >= lost ? 'stalled' : 'ok')
      })
    default:
      return shareOf(ends, isGood)
  }
}

/** What the places show together, the first that fits; `null`: no more than each run says by itself. */
export function classifyMatrix(rows: Row[]): Finding | null {
  const failing = rows.flatMap(({ failing }) => failing ?? [])
  const working = rows.flatMap(({ working }) => working ?? [])
  if (failing.length === 0) return null
  const scope = working.length === 0 && failing.length > 1 ? ('everywhere' as const) : ('some-places' as const)
  const about = { scope, failing: 0, of: 0, directions: [], layer: failing[0]?.fault?.layer ?? '' }
  const found =
    largePackets(failing) ??
    someAddresses(failing, working) ??
    names(failing, working) ??
    edge(failing, working) ??
    behindTheEdge(failing, working)
  return found && { ...about, ...found }
}

type Part = Pick<Finding, 'class' | 'confidence'> & Partial<Finding>

/** In a direction the largest size that passed is smaller than the smallest that did not. */
function largePackets(failing: Sight[]): Part | null {
  const shown = failing.filter(({ evidence }) => lostDirections(evidence).length > 0)
  if (shown.length === 0 || shown.length * 2 < failing.length) return null
  const directions = [...new Set(shown.flatMap(({ evidence }) => lostDirections(evidence)))]
  return { class: 'large-packets', layer: 'path', confidence: shown.length / failing.length, directions }
}

function lostDirections(evidence: Evidence | null): Direction[] {
  if (!evidence) return []
  return (['down', 'up'] as const).filter((direction) => smallestLost(evidence, direction) !== null)
}

/** The smallest size from which on everything stalled, while something smaller passed; small ones of either direction count. */
function smallestLost({ sizes }: Evidence, direction: Direction): number | null {
  const own = sizes.filter((one) => one.direction === direction)
  const stalled = own.filter(({ outcome }) => outcome === 'stalled').map(({ bytes }) => bytes)
  const passed = own.filter(({ outcome }) => outcome === 'ok').map(({ bytes }) => bytes)
  const any = sizes.filter(({ outcome }) => outcome === 'ok').map(({ bytes }) => bytes)
  const largest = Math.max(...(passed.length > 0 ? passed : any))
  const least = Math.min(...stalled)
  return stalled.length > 0 && Number.isFinite(largest) && largest < least ? least : null
}

/** Of one name, some addresses are always well and others never. */
function someAddresses(failing: Sight[], working: Sight[]): Part | null {
  const layer = failing[0]?.fault?.layer ?? ''
  if (!['tcp', 'tls', 'http'].includes(layer)) return null
  const byAddress = [...Map.groupBy(endsOf([...failing, ...working]), addressOf).values()]
  const bad = byAddress.filter((seen) => seen.every(isBad))
  const name = bad[0]?.[0]?.name
  const own = byAddress.filter(([end]) => end?.name === name)
  if (name === undefined || !own.some((seen) => seen.every(isGood))) return null
  const shown = failing.filter(({ evidence }) => evidence?.ends.some((end) => end.name === name && isBad(end)))
  const lost = bad.filter(([end]) => end?.name === name).length
  return { class: 'some-addresses', confidence: shown.length / failing.length, failing: lost, of: own.length }
}

const addressOf = ({ name, address, port }: End) => `${name} ${address} ${port}`

/** All name servers that were asked, or only some, do not know the name. */
function names(failing: Sight[], working: Sight[]): Part | null {
  const shown = failing.filter(({ fault }) => fault?.layer === 'dns')
  if (shown.length * 2 < failing.length || shown.length === 0) return null
  const said = [...shown, ...working].flatMap(({ evidence }) => evidence?.names ?? [])
  const bad = said.filter(({ rcode }) => rcode !== 'NOERROR').length
  if (bad === 0) return null
  const counts = { confidence: shown.length / failing.length, failing: bad, of: said.length, layer: 'dns' }
  return { class: bad < said.length || working.length > 0 ? 'some-resolvers' : 'zone', ...counts }
}

const OVERLOAD = /^(status-5\d\d|queue-page|headers-timeout|body-stalled)$/

/** What is in front of the service, where nothing finer shows: one way to it, too much at once, or nothing that answers. */
function edge(failing: Sight[], working: Sight[]): Part | null {
  const reach = failing.filter(({ fault }) => fault && ['tcp', 'tls'].includes(fault.layer))
  if (reach.length === failing.length) {
    if (working.length > 0) return { class: 'one-path', confidence: 1 }
    return failing.length > 1 ? { class: 'unreachable', confidence: 1 } : null
  }
  const busy = failing.filter(({ fault }) => fault?.layer === 'http' && OVERLOAD.test(fault.code))
  if (working.length > 0 || failing.length < 2 || busy.length * 2 < failing.length) return null
  return { class: 'overload', layer: 'http', confidence: busy.length / failing.length }
}

const BEHIND = ['auth', 'app', 'document']

/** Everything that can be reached from outside was measured and is well; what fails lies behind it. */
function behindTheEdge(failing: Sight[], working: Sight[]): Part | null {
  const layers = new Set(failing.map(({ fault }) => fault?.layer ?? ''))
  const [layer = ''] = layers
  if (layers.size !== 1 || !BEHIND.includes(layer)) return null
  if (endsOf([...failing, ...working]).some(isBad)) return null
  const shown = failing.filter(({ evidence }) => evidence !== null && wayIsWell(evidence))
  return shown.length === 0 ? null : { class: 'behind-the-edge', layer, confidence: shown.length / failing.length }
}

const LARGE_BYTES = 64 * 1024

/** Its addresses were climbed to the top, or a large exchange went through beside it; and nothing of either went wrong. */
function wayIsWell({ ends, sizes }: Evidence): boolean {
  const large = sizes.some(({ bytes, outcome }) => bytes >= LARGE_BYTES && outcome === 'ok')
  return (ends.length > 0 || large) && ends.every(isGood) && sizes.every(({ outcome }) => outcome !== 'stalled')
}

function endsOf(sights: Sight[]): End[] {
  return sights.flatMap(({ evidence }) => evidence?.ends ?? [])
}

function isBad({ tcp, tls, http }: End): boolean {
  return [tcp, tls, http].some((said) => said !== '' && said !== 'ok')
}

function isGood(end: End): boolean {
  return end.tcp === 'ok' && !isBad(end)
}

function shareOf<T>(all: readonly T[], test: (one: T) => boolean): number | null {
  return all.length === 0 ? null : Math.round((all.filter(test).length / all.length) * 100) / 100
}
