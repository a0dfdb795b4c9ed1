// What the places saw, rung by rung: the newest failing and the newest working run of each, with their evidence. Pure.
import type { SeenRun } from '../../data/queries/seen-runs.ts'
import { classifyMatrix, type Finding, type Row, UNWELL_CODES } from '../../probes/classify.ts'
import { type Evidence, type Fault, LAYERS, type Layer } from '../../probes/result.ts'
import { reasonCode } from './pauses.ts'

/** A stored run with its JSON read. */
export type MatrixRun = {
  location: string
  flow: string
  startedAt: number
  verdict: string
  reason: string
  fault: Fault | null
  evidence: Evidence | null
}

/** `newest` is one of the other two, or one that could not tell. */
export type PlaceSight = { location: string; newest: MatrixRun; failing: MatrixRun | null; working: MatrixRun | null }

/** One for each location, in their order; `rows` newest first. */
export function placesOf(rows: SeenRun[]): PlaceSight[] {
  const byLocation = Map.groupBy(rows, ({ location }) => location)
  return [...byLocation]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([location, own]) => {
      const [newest] = own
      if (!newest) return []
      const failing = own.find(({ verdict }) => verdict === 'failed')
      const working = own.find(({ verdict }) => verdict === 'ok' || verdict === 'slow')
      return [
        {
          location,
          newest: matrixRun(newest),
          failing: failing ? matrixRun(failing) : null,
          working: working ? matrixRun(working) : null,
        },
      ]
    })
}

function matrixRun({ location, flow, started_at, verdict, reason, fault, evidence }: SeenRun): MatrixRun {
  return {
    location,
    flow,
    startedAt: started_at,
    verdict,
    reason,
    fault: fault === null ? null : (JSON.parse(fault) as Fault),
    evidence: evidence === null ? null : (JSON.parse(evidence) as Evidence),
  }
}

/** What is known of places beside these runs, by location: the services that fail there alone, and which of them are abroad. */
export type Surroundings = {
  elsewhere: ReadonlyMap<string, { failing: number; of: number }>
  abroad: ReadonlySet<string>
}

export const NO_SURROUNDINGS: Surroundings = { elsewhere: new Map(), abroad: new Set() }

/** As the classifier takes them. Runs that began before `since` (UTC ms) say nothing. */
export function rowsOf(places: PlaceSight[], { elsewhere, abroad }: Surroundings, since = 0): Row[] {
  const recent = (run: MatrixRun | null) => (run && run.startedAt >= since ? run : null)
  return places.map(({ location, newest, failing, working }) => ({
    group: location,
    failing: recent(failing),
    working: recent(working),
    unwell: newest.verdict === 'inconclusive' && UNWELL_CODES.includes(reasonCode(newest.reason)),
    abroad: abroad.has(location),
    ...(elsewhere.has(location) && { elsewhere: elsewhere.get(location) }),
  }))
}

/** What the places show together, for operators: every class, also those that no public text is made of. */
export function togetherOf(places: PlaceSight[], surroundings = NO_SURROUNDINGS): Finding | null {
  return classifyMatrix(rowsOf(places, surroundings))
}

/** What each rung of a run says: `ok`, a share such as `2/4 ok`, the code of the fault, or `-` where it was not reached. */
export function rungsOf({ fault, evidence, verdict }: MatrixRun): Record<Layer, string> {
  const broken = fault === null ? -1 : LAYERS.indexOf(fault.layer as Layer)
  const passed = (layer: Layer) => verdict === 'ok' || verdict === 'slow' || LAYERS.indexOf(layer) < broken
  const seen = sharesOf(evidence)
  const cell = (layer: Layer) => {
    const share = seen[layer]
    if (fault !== null && fault.layer === layer)
      return share && share !== 'ok' ? `${fault.code} (${share})` : fault.code
    return share ?? (passed(layer) ? 'ok' : '-')
  }
  return Object.fromEntries(LAYERS.map((layer) => [layer, cell(layer)])) as Record<Layer, string>
}

function sharesOf(evidence: Evidence | null): Partial<Record<Layer, string>> {
  if (!evidence) return {}
  const { names, ends, sizes } = evidence
  return {
    ...shareOf(
      'dns',
      names.map(({ rcode }) => (rcode === 'NOERROR' ? 'ok' : rcode)),
    ),
    ...shareOf(
      'tcp',
      ends.map(({ tcp }) => tcp),
    ),
    ...shareOf(
      'tls',
      ends.map(({ tls }) => tls),
    ),
    ...shareOf(
      'path',
      sizes.map(({ outcome }) => outcome),
    ),
    ...shareOf(
      'http',
      ends.map(({ http }) => http),
    ),
  }
}

/** Of those that were tried. */
function shareOf(layer: Layer, said: string[]): Partial<Record<Layer, string>> {
  const tried = said.filter((one) => one !== '')
  const good = tried.filter((one) => one === 'ok').length
  if (tried.length === 0) return {}
  return { [layer]: good === tried.length ? 'ok' : `${good}/${tried.length} ok` }
}
