// What is kept of people only for so long: applications that nobody confirmed, and the record of what they were told.
import type { Db } from '../database.ts'

const DAY = 86_400_000
/** A link to confirm is good for one day; the rest is for who asks why nothing came. */
export const PENDING_KEPT_MS = 7 * DAY
/** As long as somebody may ask what they were sent. */
export const TOLD_KEPT_MS = 90 * DAY
const BATCH = 2000

/** Deletes what is older, a batch of each kind at a time; gives how many rows went. */
export async function forgetPeople(db: Db, now: number): Promise<number> {
  const pending = db
    .selectFrom('subscribers')
    .select('id')
    .where('status', '=', 'pending')
    .where('created_at', '<', now - PENDING_KEPT_MS)
    .limit(BATCH)
  const told = db
    .selectFrom('attempts')
    .select('id')
    .where('started_at', '<', now - TOLD_KEPT_MS)
    .limit(BATCH)
  const bounced = db
    .selectFrom('bounces')
    .select('id')
    .where('at', '<', now - TOLD_KEPT_MS)
    .limit(BATCH)
  // knowledge of incidents stays as long as they may go on
  const known = db
    .selectFrom('knowledge as k')
    .leftJoin('incidents as i', 'i.id', 'k.topic')
    .select('k.topic')
    .where(({ eb, or }) => or([eb('i.id', 'is', null), eb('i.resolved_at', '<', now - TOLD_KEPT_MS)]))
    .where(({ eb, or }) => or([eb('k.known_at', '<', now - TOLD_KEPT_MS), eb('i.resolved_at', 'is not', null)]))
    .limit(BATCH)
  const gone = [
    await db.deleteFrom('subscribers').where('id', 'in', pending).executeTakeFirst(),
    await db.deleteFrom('attempts').where('id', 'in', told).executeTakeFirst(),
    await db.deleteFrom('bounces').where('id', 'in', bounced).executeTakeFirst(),
    await db.deleteFrom('knowledge').where('topic', 'in', known).where('lease_until', '<', now).executeTakeFirst(),
  ]
  return gone.reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0)
}
