// Suspected causes are said once each, beside what was said before; nothing is overwritten. Shell.
import type { Text } from '../../data/catalogue.ts'
import type { Db } from '../../data/database.ts'
import { type IncidentRecord, insertCauseStatement } from '../../data/queries/incidents.ts'
import type { Trouble } from './attribute.ts'
import type { Board } from './board.ts'
import { explain } from './explain.ts'
import { newId } from './ids.ts'
import { diagnose, isNews } from './incident-diagnosis.ts'
import { namesOf } from './incident-evidence.ts'
import { suspicionNow, suspicionOfNetwork } from './incident-suspicion.ts'
import { fullName, isShared } from './incident-title.ts'

const ENGINE = 'bongsu'

/** Says what may be suspected now, when that is news; `true` when it did. */
export async function state(
  db: Db,
  board: Board,
  incident: IncidentRecord,
  troubles: ReadonlyMap<string, Trouble>,
): Promise<boolean> {
  const { catalogue } = board
  const own = incident.components.flatMap(({ id, recoveredAt }) =>
    recoveredAt === null && !isShared(id, catalogue) ? (troubles.get(id) ?? []) : [],
  )
  const others = [...troubles.values()].filter((one) => !own.includes(one))
  const { root } = incident
  const shared = root !== null && isShared(root, catalogue) ? fullName(root, catalogue) : null
  const diagnosis = diagnose(own, shared, shared ? null : await suspicionNow(db, board, incident, own, others))
  if (!diagnosis || !isNews(diagnosis, incident.causes)) return false
  const evidence = own.flatMap(({ component, grounds }) => explain(grounds, namesOf(board, component)))
  const said = { id: newId(), standing: 'suspected' as const, author: ENGINE, at: board.now }
  await insertCauseStatement(db, incident.id, { ...said, ...diagnosis, evidence })
  return true
}

/** The same for what one network alone sees, for operators; `since` (UTC ms): its first failing run. */
export async function stateOfNetwork(
  db: Db,
  board: Board,
  { id, causes }: Pick<IncidentRecord, 'id' | 'causes'>,
  components: string[],
  since: number,
  evidence: Text[],
): Promise<void> {
  const suspicion = await suspicionOfNetwork(db, board, components, since)
  if (!suspicion || !isNews(suspicion, causes)) return
  const { text, confidence } = suspicion
  const said = { id: newId(), standing: 'suspected' as const, author: ENGINE, at: board.now }
  await insertCauseStatement(db, id, { ...said, text, confidence, evidence })
}

/** The same for an incident that has no new version, when its components have run again. */
export async function stateAnew(
  db: Db,
  board: Board,
  incident: IncidentRecord,
  troubles: ReadonlyMap<string, Trouble>,
): Promise<boolean> {
  const { components, unstableSince } = incident
  const touched = components.some(({ id, recoveredAt }) => recoveredAt === null && board.touched.has(id))
  return touched && unstableSince === null && (await state(db, board, incident, troubles))
}
