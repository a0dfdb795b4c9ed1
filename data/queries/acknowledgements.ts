// Which operator cares for which incident.
import type { Db } from '../database.ts'
import type { AcknowledgementsTable } from '../tables.ts'

/** Notes that `by` cares for an incident from `now` on (UTC ms); gives who does, which may be somebody who was first. */
export async function acknowledge(db: Db, incident: string, by: string, now: number): Promise<AcknowledgementsTable> {
  await db
    .insertInto('acknowledgements')
    .values({ incident, by_whom: by, at: now })
    .onConflict((conflict) => conflict.column('incident').doNothing())
    .execute()
  return db.selectFrom('acknowledgements').selectAll().where('incident', '=', incident).executeTakeFirstOrThrow()
}
