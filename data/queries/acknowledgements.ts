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

/** Who cares for which incident. */
export async function acknowledgedBy(db: Db, incidents: string[]): Promise<Map<string, string>> {
  if (incidents.length === 0) return new Map()
  const rows = await db.selectFrom('acknowledgements').selectAll().where('incident', 'in', incidents).execute()
  return new Map(rows.map(({ incident, by_whom }) => [incident, by_whom]))
}
