import type { Db } from '../database.ts'
import type { ResultsTable } from '../tables.ts'

/** Rows a statement: far below the parameters that either database takes. */
const MOST_ROWS = 200

/** Stores results and gives the ids of those whose (agent, boot, sequence) was not there yet. */
export async function insertResults(db: Db, results: ResultsTable[]): Promise<Set<string>> {
  const stored = new Set<string>()
  for (let from = 0; from < results.length; from += MOST_ROWS) {
    const inserted = await db
      .insertInto('results')
      .values(results.slice(from, from + MOST_ROWS))
      .onConflict((conflict) => conflict.columns(['agent', 'boot', 'sequence']).doNothing())
      .returning('id')
      .execute()
    for (const { id } of inserted) stored.add(id)
  }
  return stored
}

/** The newest results of a component, newest first. */
export function latestResults(db: Db, component: string, limit: number): Promise<ResultsTable[]> {
  return db
    .selectFrom('results')
    .selectAll()
    .where('component', '=', component)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
