// Messages that could not be delivered, and complaints. Who cannot be reached, or complains, is told no more.
import { randomBytes } from 'node:crypto'
import { type Db, inTransaction } from '../database.ts'
import type { BouncesTable } from '../tables.ts'
import { leave } from './subscribers.ts'

const HOUR = 3_600_000
/** So many times in vain, over so long, is for good. */
const SOFT_TIMES = 3
const SOFT_MS = 72 * HOUR

export type Bounce = Pick<BouncesTable, 'subscriber' | 'kind' | 'reason' | 'at'>

/** Notes a bounce and, where it is for good, ends the subscription. True when it did; unknown ids and those who left are left alone. */
export function recordBounce(db: Db, { subscriber, kind, reason, at }: Bounce): Promise<boolean> {
  return inTransaction(db, async (db) => {
    const active = await db
      .selectFrom('subscribers')
      .select('id')
      .where('id', '=', subscriber)
      .where('status', '=', 'active')
      .executeTakeFirst()
    if (!active) return false
    const id = randomBytes(12).toString('hex')
    await db
      .insertInto('bounces')
      .values({ id, subscriber, kind, reason: reason.slice(0, 200), at })
      .execute()
    if (kind === 'complaint') return leave(db, subscriber, at, 'complained')
    if (kind === 'soft' && !(await isForGood(db, subscriber, at))) return false
    return leave(db, subscriber, at, 'bounced')
  })
}

/** Three of them in a month, the first at least three days ago. */
async function isForGood(db: Db, subscriber: string, now: number): Promise<boolean> {
  const rows = await db
    .selectFrom('bounces')
    .select('at')
    .where('subscriber', '=', subscriber)
    .where('kind', '=', 'soft')
    .where('at', '>', now - 10 * SOFT_MS)
    .orderBy('at')
    .execute()
  const [first] = rows
  return first !== undefined && rows.length >= SOFT_TIMES && now - first.at >= SOFT_MS
}
