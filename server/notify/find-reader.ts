// Somebody who is told, by the address that an operator was given.
import type { AddressBook } from '../../data/address-book.ts'
import type { Db } from '../../data/database.ts'
import { type Subscriber, subscriberById } from '../../data/queries/subscribers.ts'
import { normaliseAddress } from './settings.ts'

/** At a mail address, a telephone number, or an address of a program or a room; null for nobody. Throws AddressError for what is none of these. */
export async function findReader(db: Db, book: AddressBook, written: string): Promise<Subscriber | null> {
  const channels = written.startsWith('https:')
    ? (['webhook', 'chat'] as const)
    : ([written.includes('@') ? 'email' : 'sms'] as const)
  for (const channel of channels) {
    const found = await subscriberById(db, book.idOf(channel, normaliseAddress(channel, written)))
    if (found) return found
  }
  return null
}
