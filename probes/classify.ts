// The one classifier: what the runs of several places together say about where it broke and how surely; of one run,
// classify-run.ts does. Pure.
import {
  behindTheEdge,
  edge,
  geoBlock,
  identityProvider,
  largePackets,
  names,
  type Part,
  someAddresses,
} from './classify-rules.ts'
import type { Direction, Where } from './classify-sights.ts'
import type { Evidence } from './result.ts'

export { classifyRun, type Ended, mayBeOurs } from './classify-run.ts'
export { UNWELL_CODES } from './health.ts'
export type { Direction }

/**
 * What one place saw: its newest failing and its newest working run, where there are any. `unwell`: its canaries, clock … say that
 * it is in trouble itself. `elsewhere`: how many of how many unrelated services fail there. `abroad`: outside the country.
 */
export type Row = {
  group: string
  failing: Sight | null
  working: Sight | null
  unwell?: boolean
  elsewhere?: { failing: number; of: number }
  abroad?: boolean
}
export type Sight = { fault: Where | null; evidence: Evidence | null; flow?: string }

export type Class =
  | 'void'
  | 'own-network'
  | 'large-packets'
  | 'some-addresses'
  | 'some-resolvers'
  | 'zone'
  | 'geo-block'
  | 'one-path'
  | 'overload'
  | 'unreachable'
  | 'identity-provider'
  | 'behind-the-edge'

/**
 * `confidence`: share (0 … 1) of the failing places whose evidence shows it. `groups`: the failing places that it is said of.
 * `scope`: seen by all that fail where nobody finds it well, or only by some. `failing` of `of`: addresses or name servers, where
 * the class is about them. `directions`: of lost packets; seen by two groups they are lost near the service, by one on its path.
 */
export type Finding = {
  class: Class
  layer: string
  scope: 'everywhere' | 'some-places'
  confidence: number
  groups: string[]
  failing: number
  of: number
  directions: Direction[]
}

/**
 * What the places show together, the first that fits; `null`: no more than each run says by itself. What sizes and addresses
 * prove stands before what is only concluded from who fails.
 */
export function classifyMatrix(rows: Row[]): Finding | null {
  const troubled = rows.filter(({ failing }) => failing !== null)
  const sound = rows.filter((row) => !isVoid(row) && !losesOthersToo(row))
  const left = sound.filter(({ failing }) => failing !== null)
  const [first] = left.length > 0 ? left : troubled
  if (!first) return null
  const failing = left.flatMap(({ failing }) => failing ?? [])
  const working = sound.flatMap(({ working }) => working ?? [])
  const about = {
    scope: working.length === 0 && failing.length > 1 ? ('everywhere' as const) : ('some-places' as const),
    groups: [...new Set((left.length > 0 ? left : troubled).map(({ group }) => group))],
    layer: first.failing?.fault?.layer ?? '',
    failing: 0,
    of: 0,
    directions: [],
  }
  const found =
    left.length === 0
      ? ours(troubled)
      : (largePackets(failing) ??
        someAddresses(failing, working) ??
        names(failing, working) ??
        geoBlock(sound) ??
        edge(failing, working) ??
        identityProvider(failing) ??
        behindTheEdge(failing, working))
  return found && { ...about, ...found }
}

const isVoid = ({ unwell = false }: Row) => unwell

/** Services that have nothing to do with each other do not break together at one place. */
const MOST_SHARE = 0.8
const LEAST_OTHERS = 3

function losesOthersToo({ elsewhere }: Row): boolean {
  return elsewhere !== undefined && elsewhere.of >= LEAST_OTHERS && elsewhere.failing >= MOST_SHARE * elsewhere.of
}

/** Every place that fails is in trouble itself. */
function ours(troubled: Row[]): Part {
  const unwell = troubled.filter(isVoid).length
  if (unwell * 2 >= troubled.length) return { class: 'void', confidence: unwell / troubled.length }
  return { class: 'own-network', confidence: (troubled.length - unwell) / troubled.length }
}
