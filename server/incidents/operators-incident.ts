// Writes the next version of an incident that only operators are told of. Shell.
import type { Text } from '../../data/catalogue.ts'
import type { Db } from '../../data/database.ts'
import {
  type IncidentRecord,
  insertIncident,
  insertIncidentUpdate,
  lastResolved,
  saveIncidentComponents,
  updateIncident,
} from '../../data/queries/incidents.ts'
import type { Board } from './board.ts'
import { newId } from './ids.ts'
import { firstRecord } from './incident-record.ts'

const ENGINE = 'bongsu'

/** `cause`: the key under which one is open at most; `beganAt` (UTC ms) and `service` are of a first one. */
export type OperatorsNews = {
  cause: string
  service: string
  beganAt: number
  title: Text
  body: Text
  resolved: boolean
  members: IncidentRecord['components']
  evidence: Text[]
}

/** Opens, changes, ends or opens again. Gives its id, or `null` where another server has just opened one of this cause. */
export async function tellOperators(
  db: Db,
  board: Pick<Board, 'now' | 'open'> & { policy: Pick<Board['policy'], 'reopenWithinSeconds'> },
  news: OperatorsNews,
): Promise<string | null> {
  const { now, policy } = board
  const { cause, service, beganAt, title, body, resolved, members, evidence } = news
  const open = board.open.find((one) => one.cause === cause)
  const earlier = open ?? (await lastResolved(db, cause, now - policy.reopenWithinSeconds * 1000))
  const first = { cause, service, impact: 'minor', audience: 'operators', beganAt, announcedAt: now } as const
  const incident: IncidentRecord = {
    ...(earlier ?? firstRecord(first, now)),
    title,
    status: resolved ? 'resolved' : 'investigating',
    kind: resolved ? 'resolved' : earlier ? 'changed' : 'opened',
    version: (earlier?.version ?? 0) + 1,
    resolvedAt: resolved ? now : null,
    reopenedAt: earlier && !open ? now : (earlier?.reopenedAt ?? null),
    updatedAt: now,
  }
  if (earlier) await updateIncident(db, incident)
  else if (!(await insertIncident(db, incident))) return null
  const { id, version, status } = incident
  await saveIncidentComponents(db, id, members)
  const said = { id: newId(), version, status, body, affected: [], author: ENGINE, at: now, publicAt: now, evidence }
  await insertIncidentUpdate(db, id, said)
  return id
}
