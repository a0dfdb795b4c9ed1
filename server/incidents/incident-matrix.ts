// Reads what the places saw of an incident, for operators: in their mails and by `npm run incident -- show`. Shell.
import type { Db } from '../../data/database.ts'
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import { seenRuns } from '../../data/queries/seen-runs.ts'
import { NO_SURROUNDINGS, placesOf } from './matrix.ts'
import { matrixText } from './matrix-text.ts'
import { type Outlook, readSurroundings } from './surroundings.ts'

/** Of each component; enough to hold a failing and a working run of every place. */
export const MATRIX_RUNS = 60
const MOST_COMPONENTS = 6

/**
 * The matrices of what has not recovered (all of it once it is over), the first that failed first; `''` without components.
 * Without `outlook` (no configuration is given) nothing is known of the places but their runs; nor is it of an incident that is over.
 */
export async function matricesOf(
  db: Db,
  incident: Pick<IncidentRecord, 'components' | 'resolvedAt'>,
  now: number,
  outlook: Outlook | null = null,
): Promise<string> {
  const { components, resolvedAt } = incident
  const known = outlook && resolvedAt === null ? await readSurroundings(db, outlook, now) : NO_SURROUNDINGS
  const open = components.filter(({ recoveredAt }) => recoveredAt === null)
  const wanted = (open.length > 0 ? open : components).toSorted((a, b) => a.beganAt - b.beganAt)
  const texts: string[] = []
  for (const { id, recoveredAt } of wanted.slice(0, MOST_COMPONENTS)) {
    const rows = await seenRuns(db, id, recoveredAt ?? resolvedAt ?? now, MATRIX_RUNS)
    texts.push(matrixText(id, placesOf(rows), known))
  }
  const more = wanted.slice(MOST_COMPONENTS).map(({ id }) => id)
  return [...texts, ...(more.length > 0 ? [`Beside these: ${more.join(', ')}`] : [])].join('\n\n')
}
