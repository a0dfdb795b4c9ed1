import type { Db } from '../database.ts'

const SNAPSHOT_VERSION = 'snapshot-version'

/** Counts up by one; never goes back, whatever is restarted. */
export async function nextSnapshotVersion(db: Db): Promise<number> {
  const before = await db.selectFrom('facts').select('value').where('name', '=', SNAPSHOT_VERSION).executeTakeFirst()
  const value = String(Number(before?.value ?? 0) + 1)
  await db
    .insertInto('facts')
    .values({ name: SNAPSHOT_VERSION, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
  return Number(value)
}
