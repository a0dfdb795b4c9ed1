// Community service centers as a list names them; each address of one is a subscriber of its own.
import { randomBytes } from 'node:crypto'
import type { AddressBook } from '../address-book.ts'
import { type Db, inTransaction } from '../database.ts'
import type { CentersTable, Channel } from '../tables.ts'
import { record } from './audit.ts'
import { closeListed, saveListed } from './subscribers.ts'

/** `key`: by what it is known again; `note`: what stood in parentheses; `mail` and `mobile`: where it is told, or ''. */
export type CenterRecord = Omit<CentersTable, 'id' | 'opened_at' | 'closed_at' | 'updated_at'> & {
  mail: string
  mobile: string
}

/** By which channel each address of a center is told. */
export const CENTER_CHANNELS = { mail: 'email', mobile: 'sms' } as const satisfies Record<string, Channel>

/** Where a center is told, mail first: the field, and the id of whoever is there. */
export function toldAt(book: AddressBook, center: CenterRecord) {
  return (['mail', 'mobile'] as const).flatMap((field) => {
    const [channel, address] = [CENTER_CHANNELS[field], center[field]]
    return address ? [{ field, channel, address, id: book.idOf(channel, address) }] : []
  })
}

/** Those that are open, by region, district and name. An address whose owner left is ''. */
export async function openCenters(db: Db, book: AddressBook): Promise<(CenterRecord & { id: string })[]> {
  const centers = await db
    .selectFrom('centers')
    .selectAll()
    .where('closed_at', 'is', null)
    .orderBy('region')
    .orderBy('district')
    .orderBy('name')
    .execute()
  const people = await db
    .selectFrom('subscribers')
    .select(['center', 'channel', 'address'])
    .where('center', 'is not', null)
    .where('status', '=', 'active')
    .execute()
  const addresses = new Map(people.map(({ center, channel, address }) => [`${center} ${channel}`, book.open(address)]))
  return centers.map(({ opened_at: _, closed_at: __, updated_at: ___, ...center }) => ({
    ...center,
    mail: addresses.get(`${center.id} ${CENTER_CHANNELS.mail}`) ?? '',
    mobile: addresses.get(`${center.id} ${CENTER_CHANNELS.mobile}`) ?? '',
  }))
}

/**
 * Makes the centers those of a list, in one transaction, and writes down who did it: `saved` are new or changed, `closed` the keys of
 * those that are gone. Whoever left stays left.
 */
export async function applyCenters(
  db: Db,
  book: AddressBook,
  { saved, closed }: { saved: CenterRecord[]; closed: string[] },
  by: string,
  now: number,
): Promise<void> {
  await inTransaction(db, async (db) => {
    for (const center of saved) await save(db, book, center, now)
    for (const key of closed) {
      const row = await db
        .updateTable('centers')
        .set({ closed_at: now, updated_at: now })
        .where('key', '=', key)
        .returning('id')
        .executeTakeFirst()
      if (row) await closeListed(db, row.id, [], now)
    }
    const detail = JSON.stringify({ saved: saved.length, closed: closed.length })
    await record(db, { at: now, by, action: 'centers-imported', detail })
  })
}

async function save(db: Db, book: AddressBook, center: CenterRecord, now: number): Promise<void> {
  const { mail: _, mobile: __, ...said } = center
  const changed = { ...said, closed_at: null, updated_at: now }
  const { id } = await db
    .insertInto('centers')
    .values({ id: randomBytes(8).toString('hex'), opened_at: now, ...changed })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(changed))
    .returning('id')
    .executeTakeFirstOrThrow()
  const told = toldAt(book, center)
  const { name, region, district } = center
  const person = { language: 'ko' as const, role: 'center' as const, name, scope: [], region, district }
  for (const { channel, address } of told) await saveListed(db, book, { ...person, channel, address }, id, now)
  const kept = told.map((one) => one.id)
  await closeListed(db, id, kept, now)
}

/** How many are open. */
export async function countOpenCenters(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('centers')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}
