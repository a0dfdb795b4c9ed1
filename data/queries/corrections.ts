// What persons say about the past, beside the log that is never rewritten.
import type { Db } from '../database.ts'
import type { CorrectionsTable } from '../tables.ts'

export async function insertCorrection(db: Db, correction: CorrectionsTable): Promise<void> {
  await db.insertInto('corrections').values(correction).execute()
}

/** Those of a component that touch the time from `from` to `until`, in the order in which they were made. */
export function correctionsBetween(
  db: Db,
  component: string,
  from: number,
  until: number,
): Promise<CorrectionsTable[]> {
  return db
    .selectFrom('corrections')
    .selectAll()
    .where('component', '=', component)
    .where('until_at', '>', from)
    .where('from_at', '<', until)
    .orderBy('made_at')
    .orderBy('id')
    .execute()
}
