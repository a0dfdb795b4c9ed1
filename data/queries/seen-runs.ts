// What runs saw, for whoever looks for the cause: with their evidence.
import type { Db } from '../database.ts'
import type { ResultsTable } from '../tables.ts'

export type SeenRun = Pick<
  ResultsTable,
  'location' | 'flow' | 'component' | 'started_at' | 'verdict' | 'reason' | 'fault' | 'evidence'
>

/** The newest `limit` runs of a component that began by `until` (UTC ms), newest first; those that only stood still are left out. */
export function seenRuns(db: Db, component: string, until: number, limit: number): Promise<SeenRun[]> {
  return db
    .selectFrom('results')
    .select(['location', 'flow', 'component', 'started_at', 'verdict', 'reason', 'fault', 'evidence'])
    .where('component', '=', component)
    .where('started_at', '<=', until)
    .where('provisional', '=', 0)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
