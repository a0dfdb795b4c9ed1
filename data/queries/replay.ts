// What replaying a stretch of the past reads: the runs in bounded pages as they arrived, and what was said of them.
import type { Db } from '../database.ts'
import type { ResultsTable, TransitionsTable } from '../tables.ts'
import { type IncidentRecord, incidentById } from './incidents.ts'

/** A run without its steps, its document and what else decides nothing. */
export type ArrivedRun = Omit<ResultsTable, 'steps' | 'document' | 'evidence'>

const COLUMNS = [
  'id',
  'agent',
  'boot',
  'sequence',
  'location',
  'flow',
  'component',
  'trigger',
  'started_at',
  'duration_ms',
  'verdict',
  'reason',
  'fault',
  'received_at',
  'every_seconds',
  'timeout_seconds',
  'provisional',
  'canary_ms',
  'paused_until',
] as const

/**
 * Runs received from `from` on and before `until` (UTC milliseconds), as they arrived; those of one instant by agent, boot and
 * sequence. About `limit`, but never a part of an instant: the next page begins after the last one's.
 */
export async function arrivedRuns(db: Db, from: number, until: number, limit: number): Promise<ArrivedRun[]> {
  const page = await arrived(db)
    .where('received_at', '>=', from)
    .where('received_at', '<', until)
    .limit(limit)
    .execute()
  const last = page.at(-1)
  if (!last || page.length < limit) return page
  const whole = await arrived(db).where('received_at', '=', last.received_at).execute()
  return [...page.filter((run) => run.received_at < last.received_at), ...whole]
}

function arrived(db: Db) {
  return db
    .selectFrom('results')
    .select(COLUMNS)
    .orderBy('received_at')
    .orderBy('agent')
    .orderBy('boot')
    .orderBy('sequence')
}

/** When the first and the last of all runs arrived; null without any. */
export async function arrivals(db: Db): Promise<{ first: number; last: number } | null> {
  const { first, last } = await db
    .selectFrom('results')
    .select((row) => [row.fn.min('received_at').as('first'), row.fn.max('received_at').as('last')])
    .executeTakeFirstOrThrow()
  return first === null ? null : { first, last }
}

/** Locations and components that runs which arrived in the time are of, sorted. */
export async function ranWhere(
  db: Db,
  from: number,
  until: number,
): Promise<{ locations: string[]; components: string[] }> {
  const rows = await db
    .selectFrom('results')
    .select(['location', 'component'])
    .distinct()
    .where('received_at', '>=', from)
    .where('received_at', '<', until)
    .execute()
  const sorted = (values: string[]) => [...new Set(values)].sort()
  return {
    locations: sorted(rows.map(({ location }) => location)),
    components: sorted(rows.map(({ component }) => component)),
  }
}

/** Incidents that were detected before `until` and not over before `from`, oldest first. */
export async function incidentsDuring(db: Db, from: number, until: number): Promise<IncidentRecord[]> {
  const rows = await db
    .selectFrom('incidents')
    .select('id')
    .where('detected_at', '<', until)
    .where((row) => row.or([row('resolved_at', 'is', null), row('resolved_at', '>=', from)]))
    .orderBy('detected_at')
    .orderBy('cause')
    .execute()
  const incidents: IncidentRecord[] = []
  for (const { id } of rows) {
    const incident = await incidentById(db, id)
    if (incident) incidents.push(incident)
  }
  return incidents
}

/** Transitions decided from `from` on and before `until`, and the last one of each component before: as they were decided. */
export async function decidedDuring(db: Db, from: number, until: number): Promise<TransitionsTable[]> {
  const lastBefore = db
    .selectFrom('transitions')
    .select((row) => ['component', row.fn.max('id').as('id')])
    .where('decided_at', '<', from)
    .groupBy('component')
  const before = await db
    .selectFrom('transitions as one')
    .innerJoin(lastBefore.as('last'), (join) => join.onRef('last.id', '=', 'one.id'))
    .selectAll('one')
    .execute()
  const within = await db
    .selectFrom('transitions')
    .selectAll()
    .where('decided_at', '>=', from)
    .where('decided_at', '<', until)
    .orderBy('decided_at')
    .orderBy('id')
    .execute()
  return [...before, ...within]
}
