// Who is told.
import type { AddressBook } from '../address-book.ts'
import { type Db, inTransaction } from '../database.ts'
import type { Channel, Language, SubscriberRole, SubscriberStatus, SubscribersTable } from '../tables.ts'

/** `address` is sealed; `scope` holds ids of services or components, empty means everything; `preferences` is JSON. */
export type Subscriber = {
  id: string
  channel: Channel
  address: string
  language: Language
  role: SubscriberRole
  name: string
  scope: string[]
  status: SubscriberStatus
  preferences: string
}

/** `address` as it is written. `region` and `district` are those of a center; without them its staff reports count for no district. */
export type NewSubscriber = Omit<Subscriber, 'id' | 'status' | 'preferences'> & {
  region?: string
  district?: string
  preferences?: string
}

/** Left because the configuration no longer names them, not because they wanted to: may come back with it. */
const REMOVED = 'removed'

/** Why somebody is no longer told, other than that a list lost them. */
export type LeftBecause = 'asked' | 'bounced' | 'complained'

const FIRST = { left_because: '', center: null }

/** What goes with the address of whoever is no longer told. */
const ERASED = { name: '', region: '', district: '', preferences: '{}' }

/** Notes somebody who is yet to confirm. Who is active already stays so, unchanged. Returns the id. */
export async function addPendingSubscriber(
  db: Db,
  book: AddressBook,
  wanted: NewSubscriber,
  now: number,
): Promise<string> {
  const row = { ...rowOf(wanted, book), status: 'pending' as const, source: 'page', created_at: now }
  await db
    .insertInto('subscribers')
    .values({ ...row, ...FIRST, confirmed_at: null, left_at: null })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({
          status: 'pending',
          address: row.address,
          language: row.language,
          scope: row.scope,
          preferences: row.preferences,
          source: 'page',
          left_at: null,
          left_because: '',
          created_at: now,
        })
        .where('subscribers.status', '<>', 'active'),
    )
    .execute()
  return row.id
}

/**
 * Makes a pending subscriber active with what they confirmed; repeated, it changes only what they chose.
 * False when there is nobody to confirm, or they have left since they asked.
 */
export async function confirmSubscriber(
  db: Db,
  id: string,
  wanted: Pick<Subscriber, 'language' | 'scope' | 'preferences'>,
  now: number,
): Promise<boolean> {
  const row = await db
    .updateTable('subscribers')
    .set(({ fn, val }) => ({
      status: 'active',
      language: wanted.language,
      scope: JSON.stringify(wanted.scope),
      preferences: wanted.preferences,
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
export async function leave(db: Db, id: string, now: number, because: LeftBecause = 'asked'): Promise<boolean> {
  const row = await db
    .updateTable('subscribers')
    .set(({ fn, val, eb }) => ({
      status: 'left',
      ...ERASED,
      address: id,
      left_because: because,
      left_at: fn.coalesce('left_at', val(now)),
      source: eb.case().when('source', '=', REMOVED).then('configuration').else(eb.ref('source')).end(),
    }))
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export function findSubscriber(
  db: Db,
  book: AddressBook,
  channel: Channel,
  address: string,
): Promise<Subscriber | null> {
  return subscriberById(db, book.idOf(channel, address))
}

/** The present id for one that stands in a link; links handed out before addresses were sealed hold the older one. */
export async function presentId(db: Db, book: AddressBook, id: string): Promise<string> {
  const known = await db.selectFrom('subscribers').select('id').where('id', '=', id).executeTakeFirst()
  return known ? id : book.idOfOld(id)
}

export async function subscriberById(db: Db, id: string): Promise<Subscriber | null> {
  const row = await db.selectFrom('subscribers').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? subscriberOf(row) : null
}

/**
 * Makes the configured subscribers those of `list`: new ones become active at once, those gone from it are left, and whoever
 * left by their own wish stays left.
 */
export async function saveConfiguredSubscribers(
  db: Db,
  book: AddressBook,
  list: NewSubscriber[],
  now: number,
): Promise<void> {
  await inTransaction(db, async (db) => {
    const before = await db
      .selectFrom('subscribers')
      .select('id')
      .where('source', '=', 'configuration')
      .where('status', '<>', 'left')
      .execute()
    for (const wanted of list) await saveNamed(db, { ...rowOf(wanted, book), ...FIRST, source: 'configuration' }, now)
    const kept = new Set(list.map(({ channel, address }) => book.idOf(channel, address)))
    for (const { id } of before.filter(({ id }) => !kept.has(id))) await remove(db, id, now)
  })
}

/** Makes who is at an address of a center active, unless they left by their own wish. */
export async function saveListed(
  db: Db,
  book: AddressBook,
  wanted: NewSubscriber,
  center: string,
  now: number,
): Promise<void> {
  await saveNamed(db, { ...rowOf(wanted, book), ...FIRST, source: 'list', center }, now)
}

/** Those of `ids` who left by their own wish, bounced or complained. */
export async function leftOf(db: Db, ids: string[]): Promise<Set<string>> {
  const left = new Set<string>()
  for (let start = 0; start < ids.length; start += 500) {
    // by id alone, as SQLite would otherwise look through everybody who left
    const rows = await db
      .selectFrom('subscribers')
      .select(['id', 'status', 'source'])
      .where('id', 'in', ids.slice(start, start + 500))
      .execute()
    for (const { id, status, source } of rows) if (status === 'left' && source !== REMOVED) left.add(id)
  }
  return left
}

/** Addresses of a center that are not among `kept` (ids) are told no more. */
export async function closeListed(db: Db, center: string, kept: string[], now: number): Promise<void> {
  const rows = await db
    .selectFrom('subscribers')
    .select('id')
    .where('center', '=', center)
    .where('source', '=', 'list')
    .where('status', '<>', 'left')
    .execute()
  for (const { id } of rows.filter(({ id }) => !kept.includes(id))) await remove(db, id, now)
}

async function remove(db: Db, id: string, now: number): Promise<void> {
  await db
    .updateTable('subscribers')
    .set({ status: 'left', source: REMOVED, left_because: REMOVED, ...ERASED, address: id, left_at: now })
    .where('id', '=', id)
    .execute()
}

type Named = ReturnType<typeof rowOf> & Omit<typeof FIRST, 'center'> & { source: string; center: string | null }

/** Whoever left by their own wish stays left; whose address a list has is of its center still when the configuration names it too. */
async function saveNamed(db: Db, { id, channel, ...given }: Named, now: number): Promise<void> {
  const { center, ...said } = given
  await db
    .insertInto('subscribers')
    .values({ id, channel, ...given, status: 'active', created_at: now, confirmed_at: now, left_at: null })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ ...said, ...(center !== null && { center }), status: 'active', left_at: null })
        .where(({ eb, or }) => or([eb('subscribers.status', '<>', 'left'), eb('subscribers.source', '=', REMOVED)])),
    )
    .execute()
}

function rowOf(wanted: NewSubscriber, book: AddressBook) {
  const { channel, address, language, role, name, scope, region = '', district = '', preferences = '{}' } = wanted
  const id = book.idOf(channel, address)
  const sealed = book.seal(address)
  return {
    id,
    channel,
    address: sealed,
    language,
    role,
    name,
    scope: JSON.stringify(scope),
    region,
    district,
    preferences,
  }
}

/** What of a row a reader's messages do not depend on. */
type UntoldColumn =
  | 'source'
  | 'created_at'
  | 'confirmed_at'
  | 'left_at'
  | 'region'
  | 'district'
  | 'left_because'
  | 'center'

export function subscriberOf(row: Omit<SubscribersTable, UntoldColumn>): Subscriber {
  const { id, channel, address, language, role, name, status, preferences } = row
  return { id, channel, address, language, role, name, status, preferences, scope: JSON.parse(row.scope) as string[] }
}
