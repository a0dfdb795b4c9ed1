// Deleting what is old, a bounded batch at a time.
import type { Db } from '../database.ts'
import type { Span } from '../tables.ts'

/** Deletes at most `limit` runs that began before `before` and were received by `seen`; gives how many. */
export async function deleteOldResults(db: Db, before: number, seen: number, limit: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('results')
    .where('id', 'in', (part) =>
      part
        .selectFrom('results')
        .select('id')
        .where('started_at', '<', before)
        .where('received_at', '<=', seen)
        .orderBy('started_at')
        .limit(limit),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Deletes at most about `limit` roll-ups (whole buckets) of a span from before `before`, with their old revisions. */
export async function deleteOldRollups(db: Db, span: Span, before: number, limit: number): Promise<number> {
  const oldest = await db
    .selectFrom('rollups')
    .select('bucket')
    .where('span', '=', span)
    .where('bucket', '<', before)
    .orderBy('bucket')
    .limit(limit)
    .execute()
  const last = oldest.at(-1)
  if (!last) return 0
  const { numDeletedRows } = await db
    .deleteFrom('rollups')
    .where('span', '=', span)
    .where('bucket', '<=', last.bucket)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
