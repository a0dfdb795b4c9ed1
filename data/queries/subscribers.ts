// Who is told.
import { createHash } from 'node:crypto'
import { type Db, inTransaction } from '../database.ts'
import type { Channel, Language, SubscriberRole, SubscriberStatus, SubscribersTable } from '../tables.ts'

/** `scope` holds ids of services or components; empty means everything. */
export type Subscriber = {
  id: string
  channel: Channel
  address: string
  language: Language
  role: SubscriberRole
  name: string
  scope: string[]
  status: SubscriberStatus
}

/** `region` and `district` are those of a center; without them its staff reports count for no district. */
export type NewSubscriber = Omit<Subscriber, 'id' | 'status'> & { region?: string; district?: string }

/** Left because the configuration no longer names them, not because they wanted to: may come back with it. */
const REMOVED = 'removed'

/** What goes with the address of whoever is no longer told. */
const ERASED = { name: '', region: '', district: '' }

/** The id of whoever is at an address; the same on every replica. */
export function subscriberId(channel: Channel, address: string): string {
  return createHash('sha256').update(`${channel}:${address}`).digest('hex').slice(0, 24)
}

/** Notes somebody who is yet to confirm. Who is active already stays so, unchanged. Returns the id. */
export async function addPendingSubscriber(db: Db, wanted: NewSubscriber, now: number): Promise<string> {
  const row = { ...rowOf(wanted), status: 'pending' as const, source: 'page', created_at: now }
  await db
    .insertInto('subscribers')
    .values({ ...row, confirmed_at: null, left_at: null })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({
          status: 'pending',
          address: row.address,
          language: row.language,
          scope: row.scope,
          source: 'page',
          left_at: null,
          created_at: now,
        })
        .where('subscribers.status', '<>', 'active'),
    )
    .execute()
  return row.id
}

/**
 * Makes a pending subscriber active with what they confirmed; repeated, it changes only language and scope.
 * False when there is nobody to confirm, or they have left since they asked.
 */
export async function confirmSubscriber(
  db: Db,
  id: string,
  wanted: { language: Language; scope: string[] },
  now: number,
): Promise<boolean> {
  const row = await db
    .updateTable('subscribers')
    .set(({ fn, val }) => ({
      status: 'active',
      language: wanted.language,
      scope: JSON.stringify(wanted.scope),
      confirmed_at: fn.coalesce('confirmed_at', val(now)),
    }))
    .where('id', '=', id)
    .where('status', '<>', 'left')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Ends a subscription for good; repeated, it changes nothing. False when there never was one. Address, name and place are erased:
 * what stays is the id, a hash, by which somebody who left is known again when a list that names them is read once more.
 */
export async function leave(db: Db, id: string, now: number): Promise<boolean> {
  const row = await db
    .updateTable('subscribers')
    .set(({ fn, val, eb }) => ({
      status: 'left',
      ...ERASED,
      address: id,
      left_at: fn.coalesce('left_at', val(now)),
      source: eb.case().when('source', '=', REMOVED).then('configuration').else(eb.ref('source')).end(),
    }))
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export function findSubscriber(db: Db, channel: Channel, address: string): Promise<Subscriber | null> {
  return subscriberById(db, subscriberId(channel, address))
}

export async function subscriberById(db: Db, id: string): Promise<Subscriber | null> {
  const row = await db.selectFrom('subscribers').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? subscriberOf(row) : null
}

/**
 * Makes the configured subscribers those of `list`: new ones become active at once, those gone from it are left, and whoever
 * left by their own wish stays left.
 */
export async function saveConfiguredSubscribers(db: Db, list: NewSubscriber[], now: number): Promise<void> {
  await inTransaction(db, async (db) => {
    const before = await db
      .selectFrom('subscribers')
      .select('id')
      .where('source', '=', 'configuration')
      .where('status', '<>', 'left')
      .execute()
    for (const wanted of list) await saveConfigured(db, wanted, now)
    const kept = new Set(list.map(({ channel, address }) => subscriberId(channel, address)))
    for (const { id } of before.filter(({ id }) => !kept.has(id))) {
      await db
        .updateTable('subscribers')
        .set({ status: 'left', source: REMOVED, ...ERASED, address: id, left_at: now })
        .where('id', '=', id)
        .execute()
    }
  })
}

async function saveConfigured(db: Db, wanted: NewSubscriber, now: number): Promise<void> {
  const { id, channel, address, ...said } = rowOf(wanted)
  await db
    .insertInto('subscribers')
    .values({
      id,
      channel,
      address,
      ...said,
      status: 'active',
      source: 'configuration',
      created_at: now,
      confirmed_at: now,
      left_at: null,
    })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ ...said, address, status: 'active', source: 'configuration', left_at: null })
        .where(({ eb, or }) => or([eb('subscribers.status', '<>', 'left'), eb('subscribers.source', '=', REMOVED)])),
    )
    .execute()
}

function rowOf({ scope, region = '', district = '', ...said }: NewSubscriber) {
  const { channel, address, language, role, name } = said
  const id = subscriberId(channel, address)
  return { id, channel, address, language, role, name, scope: JSON.stringify(scope), region, district }
}

export function subscriberOf(
  row: Omit<SubscribersTable, 'source' | 'created_at' | 'confirmed_at' | 'left_at' | 'region' | 'district'>,
): Subscriber {
  const { id, channel, address, language, role, name, status } = row
  return { id, channel, address, language, role, name, status, scope: JSON.parse(row.scope) as string[] }
}
