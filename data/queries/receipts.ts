// What became of messages after they were handed over.
import type { Db } from '../database.ts'
import type { Receipt } from '../tables.ts'

const MINUTE = 60_000
/** Carriers take up to three days to say; who was asked in vain is asked again after ten minutes. */
const WITHIN_MS = 72 * 60 * MINUTE
const FIRST_AFTER_MS = MINUTE
const AGAIN_AFTER_MS = 10 * MINUTE

/** A text that its provider took; `address` is sealed, `ref` the provider's reference. */
export type AwaitedText = { id: string; subscriber: string; address: string; ref: string }

/** Those of one provider of which nobody has said what became of them, the ones that were never asked for first. */
export function awaitedTexts(db: Db, provider: string, now: number, limit: number): Promise<AwaitedText[]> {
  return db
    .selectFrom('attempts as a')
    .innerJoin('subscribers as s', 's.id', 'a.subscriber')
    .select(['a.id', 'a.subscriber', 's.address', 'a.provider_ref as ref'])
    .where('a.channel', '=', 'sms')
    .where('a.receipt', '=', '')
    .where('a.provider', '=', provider)
    .where('a.state', '=', 'accepted')
    .where('a.provider_ref', '<>', '')
    .where('s.status', '=', 'active')
    .where('a.started_at', '>', now - WITHIN_MS)
    .where('a.finished_at', '<=', now - FIRST_AFTER_MS)
    .where(({ eb, or }) => or([eb('a.receipt_at', 'is', null), eb('a.receipt_at', '<=', now - AGAIN_AFTER_MS)]))
    .orderBy('a.started_at')
    .limit(limit)
    .$castTo<AwaitedText>()
    .execute()
}

/** Until something is known, `receipt_at` is when it was last asked for. */
export async function noteAsked(db: Db, ids: string[], now: number): Promise<void> {
  if (ids.length > 0) await db.updateTable('attempts').set({ receipt_at: now }).where('id', 'in', ids).execute()
}

/** What was once said stays: a later word on the same message changes nothing. */
export async function noteReceipts(db: Db, ids: string[], receipt: Receipt, now: number): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('attempts')
    .set({ receipt, receipt_at: now })
    .where('id', 'in', ids)
    .where('receipt', '=', '')
    .execute()
}

/** Of the texts that a provider took since `since`, and that it has had five minutes to deliver: how many, and how many of them arrived in that time. */
export async function deliveriesOf(
  db: Db,
  since: number,
  now: number,
): Promise<Map<string, { taken: number; arrived: number }>> {
  const rows = await db
    .selectFrom('attempts')
    .select(['provider', 'receipt', 'receipt_at', 'finished_at'])
    .where('channel', '=', 'sms')
    .where('state', '=', 'accepted')
    .where('started_at', '>', since)
    .where('finished_at', '<=', now - 5 * MINUTE)
    .limit(10_000)
    .execute()
  return new Map(
    [...Map.groupBy(rows, ({ provider }) => provider)].map(([provider, own]) => {
      const arrived = own.filter(
        ({ receipt, receipt_at, finished_at }) =>
          receipt === 'delivered' && (receipt_at ?? 0) - (finished_at ?? 0) <= 5 * MINUTE,
      )
      return [provider, { taken: own.length, arrived: arrived.length }]
    }),
  )
}
