import type { Db } from '../database.ts'
import type { ResultsTable } from '../tables.ts'

/** Stores one result; `false` when this (agent, boot, sequence) is already there. */
export async function insertResult(db: Db, result: ResultsTable): Promise<boolean> {
  const inserted = await db
    .insertInto('results')
    .values(result)
    .onConflict((conflict) => conflict.columns(['agent', 'boot', 'sequence']).doNothing())
    .executeTakeFirst()
  return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n
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
