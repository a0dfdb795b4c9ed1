// Reads the evidence of an incident's runs when what the places see of it has changed, and at most once a minute. Shell.
import type { Db } from '../../data/database.ts'
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import { seenRuns } from '../../data/queries/seen-runs.ts'
import type { Trouble } from './attribute.ts'
import type { Board } from './board.ts'
import { MATRIX_RUNS } from './incident-matrix.ts'
import { placesOf } from './matrix.ts'
import { type Suspicion, suspicionOf } from './suspicion.ts'

const AGAIN_MS = 60_000
const MOST_COMPONENTS = 3

/** What the runs of all places show together of the components `own`, the first that failed first; `null`: nothing more. */
export async function suspicionNow(
  db: Db,
  board: Board,
  { id }: Pick<IncidentRecord, 'id'>,
  own: Trouble[],
): Promise<Suspicion | null> {
  const seen = seenBy(own, board.now)
  const known = board.suspected.get(id)
  if (known?.seen === seen) return known.suspicion
  let suspicion: Suspicion | null = null
  for (const { component, beganAt } of own.toSorted((a, b) => a.beganAt - b.beganAt).slice(0, MOST_COMPONENTS)) {
    suspicion = suspicionOf(placesOf(await seenRuns(db, component, board.now, MATRIX_RUNS)), beganAt)
    if (suspicion) break
  }
  board.suspected.set(id, { seen, suspicion })
  return suspicion
}

function seenBy(own: Trouble[], now: number): string {
  const sights = own.flatMap(({ component, grounds }) =>
    grounds.map(({ flow, group, fault }) => `${component} ${flow} ${group} ${fault?.layer}/${fault?.code}`),
  )
  return [Math.floor(now / AGAIN_MS), ...sights.sort()].join('\n')
}
