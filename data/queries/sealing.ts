// Opens the address book of a database, and brings what is stored up to the first key.
import { randomBytes } from 'node:crypto'
import { type AddressBook, createAddressBook, createSeals } from '../address-book.ts'
import { type Db, inTransaction } from '../database.ts'

const LOOKUP_KEY = 'address-lookup-key'
const SLICE = 1000

/**
 * The address book of a database. `secrets`: the first seals, the others only open; what they sealed is sealed anew by the first,
 * a slice at a time. A database that knows no sealing yet is sealed whole, in one transaction. Throws SealError when no secret fits.
 */
export async function openAddressBook(db: Db, secrets: string[]): Promise<AddressBook> {
  const seals = createSeals(secrets)
  const known = await storedLookupKey(db)
  const book = createAddressBook(
    secrets,
    Buffer.from(known ? seals.open(known) : await firstSealing(db, secrets), 'base64url'),
  )
  if (known && !seals.isFresh(known)) await storeLookupKey(db, seals.seal(seals.open(known)))
  await sealAnew(db, book)
  return book
}

/** Makes the lookup key and gives everybody their keyed id; what another replica did meanwhile holds. */
function firstSealing(db: Db, secrets: string[]): Promise<string> {
  const seals = createSeals(secrets)
  return inTransaction(db, async (db) => {
    const lookup = randomBytes(32)
    // a second replica waits here until the first one has committed
    const first = await db
      .insertInto('facts')
      .values({ name: LOOKUP_KEY, value: seals.seal(lookup.toString('base64url')) })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('name')
      .executeTakeFirst()
    if (!first) return seals.open((await storedLookupKey(db)) ?? '')
    const book = createAddressBook(secrets, lookup)
    for (const row of await db.selectFrom('subscribers').select(['id', 'address', 'status']).execute()) {
      const id = book.idOfOld(row.id)
      const address = row.status === 'left' ? id : book.seal(row.address)
      await db.updateTable('subscribers').set({ id, address }).where('id', '=', row.id).execute()
      await db.updateTable('attempts').set({ subscriber: id }).where('subscriber', '=', row.id).execute()
    }
    return lookup.toString('base64url')
  })
}

async function sealAnew(db: Db, book: AddressBook): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('subscribers')
      .select(['id', 'address'])
      .where('id', '>', after)
      .where('status', '<>', 'left')
      .orderBy('id')
      .limit(SLICE)
      .execute()
    const old = rows.filter(({ address }) => !book.isFresh(address))
    if (old.length > 0) {
      await inTransaction(db, async (db) => {
        for (const { id, address } of old) {
          const fresh = book.seal(book.open(address))
          await db
            .updateTable('subscribers')
            .set({ address: fresh })
            .where('id', '=', id)
            .where('address', '=', address)
            .execute()
        }
      })
    }
    const last = rows.at(-1)
    if (!last || rows.length < SLICE) return
    after = last.id
  }
}

async function storedLookupKey(db: Db): Promise<string | null> {
  const row = await db.selectFrom('facts').select('value').where('name', '=', LOOKUP_KEY).executeTakeFirst()
  return row?.value ?? null
}

async function storeLookupKey(db: Db, value: string): Promise<void> {
  await db.updateTable('facts').set({ value }).where('name', '=', LOOKUP_KEY).execute()
}
