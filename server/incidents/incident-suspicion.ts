// Reads the evidence of an incident's runs when what the places see of it has changed, and at most once a minute. Shell.
import type { Db } from '../../data/database.ts'
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import { seenRuns } from '../../data/queries/seen-runs.ts'
import type { Trouble } from './attribute.ts'
import type { Board } from './board.ts'
import { MATRIX_RUNS } from './incident-matrix.ts'
import { placesOf } from './matrix.ts'
import type { Policy } from './policy.ts'
import { surroundingsOn } from './surroundings.ts'
import { type Suspicion, suspicionOf } from './suspicion.ts'

const AGAIN_MS = 60_000
const MOST_COMPONENTS = 3

/**
 * What the runs of all places show together of the components `own`, the first that failed first; `others`: what else is in
 * trouble now. `null`: nothing more.
 */
export async function suspicionNow(
  db: Db,
  board: Board,
  { id }: Pick<IncidentRecord, 'id'>,
  own: Trouble[],
  others: Trouble[],
): Promise<Suspicion | null> {
  const seen = seenBy([...own, ...others], board.now)
  const known = board.suspected.get(id)
  if (known?.seen === seen) return known.suspicion
  const suspicion = await suspicionAnew(db, board, own, others)
  board.suspected.set(id, { seen, suspicion })
  return suspicion
}

async function suspicionAnew(db: Db, board: Board, own: Trouble[], others: Trouble[]): Promise<Suspicion | null> {
  const surroundings = surroundingsOn(board)
  const placesWith = async ({ component }: Trouble) => placesOf(await seenRuns(db, component, board.now, MATRIX_RUNS))
  const first = own.toSorted((a, b) => a.beganAt - b.beganAt).slice(0, MOST_COMPONENTS)
  for (const trouble of first) {
    const logins = trouble.fault?.layer === 'auth' ? loginsBeside(trouble, others, board.policy) : []
    const beside = (await Promise.all(logins.map(placesWith))).flat()
    const suspicion = suspicionOf(await placesWith(trouble), trouble.beganAt, surroundings, beside)
    if (suspicion) return suspicion
  }
  return null
}

/** The same of what one network alone sees of `components` since `since` (UTC ms). */
export async function suspicionOfNetwork(
  db: Db,
  board: Board,
  components: string[],
  since: number,
): Promise<Suspicion | null> {
  const surroundings = surroundingsOn(board)
  for (const component of components.slice(0, MOST_COMPONENTS)) {
    const places = placesOf(await seenRuns(db, component, board.now, MATRIX_RUNS))
    const suspicion = suspicionOf(places, since, surroundings)
    if (suspicion) return suspicion
  }
  return null
}

/** Logins of other services that began to fail at about the same time, one a service. */
function loginsBeside({ component, beganAt, everyMs }: Trouble, others: Trouble[], policy: Policy): Trouble[] {
  const within = Math.max(policy.sameCauseWithinSeconds * 1000, everyMs)
  const near = others.filter((one) => one.fault?.layer === 'auth' && Math.abs(one.beganAt - beganAt) <= within)
  const byService = new Map(near.map((one) => [serviceOf(one.component), one]))
  byService.delete(serviceOf(component))
  return [...byService.values()]
}

function serviceOf(component: string): string {
  return component.split('/')[0] ?? component
}

function seenBy(own: Trouble[], now: number): string {
  const sights = own.flatMap(({ component, grounds }) =>
    grounds.map(({ flow, group, fault }) => `${component} ${flow} ${group} ${fault?.layer}/${fault?.code}`),
  )
  return [Math.floor(now / AGAIN_MS), ...sights.sort()].join('\n')
}
