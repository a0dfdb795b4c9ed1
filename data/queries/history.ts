// The past of a component as it is asked for by time: its log, its runs, and what was added to them lately.
import { sql } from 'kysely'
import type { Db } from '../database.ts'
import type { ResultsTable, TransitionsTable } from '../tables.ts'

/** Of a run, what roll-ups count. */
export type RunFacts = { started_at: number; verdict: string; fault: string | null; duration_ms: number }
/** A stretch of one component's past that something new is known of. */
export type Stretch = { component: string; from: number; until: number }

/**
 * Transitions of a component that hold from an instant between `from` and `until`, and the one that was decided last of
 * those before: what it was in when the time began.
 */
export async function transitionsBetween(
  db: Db,
  component: string,
  from: number,
  until: number,
): Promise<TransitionsTable[]> {
  const before = await db
    .selectFrom('transitions')
    .selectAll()
    .where('component', '=', component)
    // "+ 0": from the newest decision backwards, instead of sorting all that came before
    .where(sql<boolean>`at + 0 < ${from}`)
    .orderBy('decided_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .execute()
  const within = await db
    .selectFrom('transitions')
    .selectAll()
    .where('component', '=', component)
    .where('at', '>=', from)
    .where('at', '<', until)
    .execute()
  return [...before, ...within]
}

/** The newest changes of a component's state, newest first; a change of its mark alone is none. */
export function newestChanges(db: Db, component: string, limit: number): Promise<TransitionsTable[]> {
  return db
    .selectFrom('transitions')
    .selectAll()
    .where('component', '=', component)
    .whereRef('from_state', '!=', 'to_state')
    .orderBy('decided_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Changes with every decision: when the last one was made. */
export async function decisionsMark(db: Db): Promise<string> {
  const found = await db
    .selectFrom('transitions')
    .select(({ fn }) => fn.max('decided_at').as('at'))
    .executeTakeFirst()
  return String(found?.at ?? '')
}

/** When the log begins, or null while it is empty. */
export async function logBegins(db: Db): Promise<{ at: number; decidedAt: number } | null> {
  const { at, decidedAt } = await db
    .selectFrom('transitions')
    .select((row) => [row.fn.min('at').as('at'), row.fn.min('decided_at').as('decidedAt')])
    .executeTakeFirstOrThrow()
  return at === null ? null : { at, decidedAt }
}

/** Finished runs of a component that began from `from` on and before `until`. */
export function runsBetween(db: Db, component: string, from: number, until: number): Promise<RunFacts[]> {
  return db
    .selectFrom('results')
    .select(['started_at', 'verdict', 'fault', 'duration_ms'])
    .where('component', '=', component)
    .where('started_at', '>=', from)
    .where('started_at', '<', until)
    .where('provisional', '=', 0)
    .execute()
}

/** Received after `since`, though their time lies between `from` and `until`: per component from the first to the last one. */
export async function lateResults(db: Db, since: number, from: number, until: number): Promise<Stretch[]> {
  const rows = await db
    .selectFrom('results')
    .select((row) => ['component', row.fn.min('started_at').as('from'), row.fn.max('started_at').as('until')])
    .where('received_at', '>', since)
    .where('started_at', '>=', from)
    .where('started_at', '<', until)
    .groupBy('component')
    .execute()
  return rows.map((row) => ({ ...row, until: row.until + 1 }))
}

/** Decided after `since`, though they hold from an instant before `until`: per component from the first one on. */
export async function lateDecisions(db: Db, since: number, until: number): Promise<Stretch[]> {
  const rows = await db
    .selectFrom('transitions')
    .select((row) => ['component', row.fn.min('at').as('from')])
    .where('decided_at', '>', since)
    .where('at', '<', until)
    .groupBy('component')
    .execute()
  return rows.map((row) => ({ ...row, until }))
}

/** Changed after `since`, though they begin before `until`; `components` name services, too. Cancelled ones included. */
export async function maintenancesChangedAfter(
  db: Db,
  since: number,
  until: number,
): Promise<{ components: string[]; from: number }[]> {
  const rows = await db
    .selectFrom('maintenances')
    .select(['components', 'starts_at'])
    .where('updated_at', '>', since)
    .where('starts_at', '<', until)
    .execute()
  return rows.map(({ components, starts_at }) => ({ components: JSON.parse(components), from: starts_at }))
}

/** A finished run as charts count it; `steps`: JSON. */
export type ArrivedRun = RunFacts & Pick<ResultsTable, 'id' | 'component' | 'location' | 'steps' | 'received_at'>

/** The next `limit` finished runs in the order of their arrival, after the one at `after`. */
export function runsAfter(db: Db, after: { at: number; id: string }, limit: number): Promise<ArrivedRun[]> {
  return db
    .selectFrom('results')
    .select(['id', 'component', 'location', 'started_at', 'received_at', 'duration_ms', 'verdict', 'fault', 'steps'])
    .where('received_at', '>=', after.at)
    .where(({ eb, or }) => or([eb('received_at', '>', after.at), eb('id', '>', after.id)]))
    .where('provisional', '=', 0)
    .orderBy('received_at')
    .orderBy('id')
    .limit(limit)
    .execute()
}
