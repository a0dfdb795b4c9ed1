// Entry point: `npm run telling`. Operators look at telling, stop it, and let it go on; the server may be running.
import { SealError } from '../data/address-book.ts'
import { DatabaseError, openDatabase } from '../data/database.ts'
import { openAddressBook } from '../data/queries/sealing.ts'
import { SettingsError } from '../probes/settings-file.ts'
import { UsageError } from './arguments.ts'
import { installationOf, mustExist } from './installation.ts'
import { addressKeys, linkSecret } from './kept-secret.ts'
import { carryOutTelling, readTellingOrder } from './notify/telling-orders.ts'

try {
  const { order, ...place } = readTellingOrder(process.argv.slice(2))
  const installation = installationOf(place, process.env)
  mustExist(installation)
  const { db, close } = await openDatabase(installation.database)
  try {
    const book = await openAddressBook(db, addressKeys(installation))
    process.stdout.write(`${await carryOutTelling(db, book, linkSecret(installation), order, Date.now())}\n`)
  } finally {
    await close()
  }
} catch (error) {
  const forPeople = [UsageError, SettingsError, DatabaseError, SealError].some((kind) => error instanceof kind)
  process.stderr.write(`${forPeople ? (error as Error).message : ((error as Error).stack ?? error)}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
