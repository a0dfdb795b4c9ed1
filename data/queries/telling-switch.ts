// The operators' switch: while it is off nobody but operators is told anything. Nothing is lost: whoever is behind is told afterwards.
import { type Db, inTransaction } from '../database.ts'
import { record } from './audit.ts'

const STOPPED = 'telling-stopped'

/** Who stopped telling, when (UTC ms) and why. */
export type Stop = { by: string; at: number; why: string }

/** Null while everybody is told. */
export async function tellingStopped(db: Db): Promise<Stop | null> {
  const row = await db.selectFrom('facts').select('value').where('name', '=', STOPPED).executeTakeFirst()
  return row ? (JSON.parse(row.value) as Stop) : null
}

/** Stops telling; gives the stop that holds, which may be an earlier one. */
export function stopTelling(db: Db, stop: Stop): Promise<Stop> {
  return inTransaction(db, async (db) => {
    const before = await tellingStopped(db)
    if (before) return before
    await db
      .insertInto('facts')
      .values({ name: STOPPED, value: JSON.stringify(stop) })
      .execute()
    await record(db, { at: stop.at, by: stop.by, action: 'telling-stopped', detail: stop.why })
    return stop
  })
}

/** Tells again; false when nothing was stopped. */
export function startTelling(db: Db, { by, at }: Omit<Stop, 'why'>): Promise<boolean> {
  return inTransaction(db, async (db) => {
    const { numDeletedRows } = await db.deleteFrom('facts').where('name', '=', STOPPED).executeTakeFirst()
    if (numDeletedRows === 0n) return false
    await record(db, { at, by, action: 'telling-started', detail: '' })
    return true
  })
}
