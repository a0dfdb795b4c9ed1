// The address book of tests: one key, so that everybody has the same id everywhere.
import { createAddressBook } from '../../data/address-book.ts'

export const BOOK = createAddressBook(['a key for tests, of more than 32 characters'], Buffer.alloc(32, 7))
