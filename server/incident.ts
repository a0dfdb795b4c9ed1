// Entry point: `npm run incident`. A person confirms a cause, adds an update, or lets a held text go out; the server may be running.
import { CatalogueError, loadCatalogue } from '../data/catalogue.ts'
import { DatabaseError, openDatabase, openToRead } from '../data/database.ts'
import { SettingsError } from '../probes/settings-file.ts'
import { UsageError } from './arguments.ts'
import { carryOut } from './incidents/incident-actions.ts'
import { readIncidentOrder } from './incidents/incident-orders.ts'
import { installationOf, mustExist } from './installation.ts'
import { outlookOf } from './outlook.ts'

try {
  const { order, ...place } = readIncidentOrder(process.argv.slice(2))
  const installation = installationOf(place, process.env)
  mustExist(installation)
  const { settings, database } = installation
  const outlook = order.do === 'show' && settings ? outlookOf(settings, loadCatalogue(settings.catalogue)) : null
  // only the server, or what is to be written down, brings an older database up to date
  const { db, close } = await (order.do === 'list' || order.do === 'show' ? openToRead : openDatabase)(database)
  try {
    process.stdout.write(`${await carryOut(db, order, Date.now(), outlook)}\n`)
  } finally {
    await close()
  }
} catch (error) {
  const forPeople = [UsageError, SettingsError, DatabaseError, CatalogueError].some((kind) => error instanceof kind)
  process.stderr.write(`${forPeople ? (error as Error).message : ((error as Error).stack ?? error)}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
