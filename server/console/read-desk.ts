// What an operator sees first: how telling goes, what is open, what pauses, and who did what. Shell.
import type { Db } from '../../data/database.ts'
import { acknowledgedBy } from '../../data/queries/acknowledgements.ts'
import { auditEntries } from '../../data/queries/audit.ts'
import { countOpenCenters } from '../../data/queries/centers.ts'
import { type IncidentRecord, openIncidents, publicIncidents } from '../../data/queries/incidents.ts'
import { type PausedFlow, pausedFlows } from '../../data/queries/pauses.ts'
import { type Stop, tellingStopped } from '../../data/queries/telling-switch.ts'
import { type Backlog, backlog, type ProviderRecord, providerRecords } from '../../data/queries/told.ts'
import type { AuditTable } from '../../data/tables.ts'

/** `held`: a text of it waits for a person; `takenBy`: who cares for it. */
export type DeskIncident = Pick<IncidentRecord, 'id' | 'title' | 'status' | 'audience' | 'beganAt'> & {
  held: boolean
  takenBy: string | null
}

export type Desk = {
  now: number
  stopped: Stop | null
  backlog: Backlog[]
  /** Of the last hour. */
  providers: ProviderRecord[]
  open: DeskIncident[]
  /** The newest that are over, newest first. */
  over: DeskIncident[]
  paused: PausedFlow[]
  centers: number
  audit: AuditTable[]
}

const HOUR = 3_600_000
const SHOWN_OVER = 10
const SHOWN_AUDIT = 30

export async function readDesk(db: Db, now: number): Promise<Desk> {
  const open = await openIncidents(db)
  const recent = await publicIncidents(db, SHOWN_OVER + open.length)
  const over = recent.filter(({ resolvedAt }) => resolvedAt !== null).slice(0, SHOWN_OVER)
  const taken = await acknowledgedBy(
    db,
    open.map(({ id }) => id),
  )
  const shown = (all: IncidentRecord[]) =>
    all.map(({ id, title, status, audience, beganAt, updates }) => {
      const held = updates.some(({ publicAt }) => publicAt > now)
      return { id, title, status, audience, beganAt, held, takenBy: taken.get(id) ?? null }
    })
  return {
    now,
    stopped: await tellingStopped(db),
    backlog: await backlog(db),
    providers: await providerRecords(db, now - HOUR),
    open: shown(open),
    over: shown(over),
    paused: await pausedFlows(db, now),
    centers: await countOpenCenters(db),
    audit: await auditEntries(db, SHOWN_AUDIT),
  }
}
