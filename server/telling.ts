// Entry point: `npm run telling`. Operators look at telling, stop it, and let it go on; the server may be running.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SealError } from '../data/address-book.ts'
import { DatabaseError, openDatabase } from '../data/database.ts'
import { openAddressBook } from '../data/queries/sealing.ts'
import { SettingsError } from '../probes/settings-file.ts'
import { UsageError } from './arguments.ts'
import { readConfig } from './config.ts'
import { addressKeys, linkSecret } from './kept-secret.ts'
import { carryOutTelling, readTellingOrder } from './notify/telling-orders.ts'

try {
  const { order, config, data } = readTellingOrder(process.argv.slice(2))
  const settings = config ? readConfig(config, process.env, data === null ? {} : { data }) : null
  const folder = settings?.data ?? data ?? './var'
  const address = settings?.database ?? join(folder, 'bongsu.sqlite')
  if (!/^postgres(ql)?:/.test(address) && !existsSync(address)) {
    throw new UsageError(`There is no database at ${address}. Say which installation with --config FILE or --data DIR.`)
  }
  const { db, close } = await openDatabase(address)
  try {
    const book = await openAddressBook(db, addressKeys(settings ?? { data: folder }))
    process.stdout.write(
      `${await carryOutTelling(db, book, linkSecret(settings ?? { data: folder }), order, Date.now())}\n`,
    )
  } finally {
    await close()
  }
} catch (error) {
  const forPeople = [UsageError, SettingsError, DatabaseError, SealError].some((kind) => error instanceof kind)
  process.stderr.write(`${forPeople ? (error as Error).message : ((error as Error).stack ?? error)}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
