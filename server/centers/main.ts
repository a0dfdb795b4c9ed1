// Entry point: `npm run centers`. Reads and writes lists of community service centers; the server may be running.
import { readFileSync, writeFileSync } from 'node:fs'
import { SealError } from '../../data/address-book.ts'
import { CatalogueError } from '../../data/catalogue.ts'
import { DatabaseError, makeFolder, openDatabase } from '../../data/database.ts'
import { openAddressBook } from '../../data/queries/sealing.ts'
import { loadRegions } from '../../data/regions.ts'
import { SettingsError } from '../../probes/settings-file.ts'
import { UsageError } from '../arguments.ts'
import { installationOf } from '../installation.ts'
import { addressKeys, linkSecret } from '../kept-secret.ts'
import { centerUrl } from '../notify/staff-link.ts'
import { exportCenters, importCenters, readCentersOrder } from './orders.ts'
import { ListError } from './read-file.ts'

const READABLE = [UsageError, SettingsError, DatabaseError, SealError, ListError, CatalogueError]

try {
  const { order, ...place } = readCentersOrder(process.argv.slice(2))
  const installation = installationOf(place, process.env)
  makeFolder(installation.data)
  const { db, close } = await openDatabase(installation.database)
  try {
    const book = await openAddressBook(db, addressKeys(installation))
    if (order.do === 'import') {
      const { said, done } = await importCenters(db, book, read(order.file), order, loadRegions(), Date.now())
      process.stdout.write(`${said}\n`)
      process.exitCode = done ? 0 : 1
    } else {
      const secret = linkSecret(installation)
      const site = installation.settings?.site ?? { url: 'http://127.0.0.1:8080' }
      const page = (id: string) => centerUrl(secret, site, id, 'ko')
      const { csv, count } = await exportCenters(db, book, order.by, page, Date.now())
      writeFileSync(order.file, csv, { mode: 0o600 })
      process.stdout.write(
        `${count} centers are in ${order.file}. It holds addresses of people: delete it when it has served.\n`,
      )
    }
  } finally {
    await close()
  }
} catch (error) {
  const forPeople = READABLE.some((kind) => error instanceof kind)
  process.stderr.write(`${forPeople ? (error as Error).message : ((error as Error).stack ?? error)}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`)
  }
}
