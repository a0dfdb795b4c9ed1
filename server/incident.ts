// Entry point: `npm run incident`. A person confirms a cause, adds an update, or lets a held text go out; the server may be running.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CatalogueError, loadCatalogue } from '../data/catalogue.ts'
import { DatabaseError, openDatabase, openToRead } from '../data/database.ts'
import { SettingsError } from '../probes/settings-file.ts'
import { UsageError } from './arguments.ts'
import { readConfig } from './config.ts'
import { carryOut } from './incidents/incident-actions.ts'
import { readIncidentOrder } from './incidents/incident-orders.ts'
import { outlookOf } from './outlook.ts'

try {
  const { order, config, data } = readIncidentOrder(process.argv.slice(2))
  const settings = config ? readConfig(config, process.env, data === null ? {} : { data }) : null
  const address = settings?.database ?? join(data ?? './var', 'bongsu.sqlite')
  if (!/^postgres(ql)?:/.test(address) && !existsSync(address)) {
    throw new UsageError(`There is no database at ${address}. Say which installation with --config FILE or --data DIR.`)
  }
  const outlook = order.do === 'show' && settings ? outlookOf(settings, loadCatalogue(settings.catalogue)) : null
  // only the server, or what is to be written down, brings an older database up to date
  const { db, close } = await (order.do === 'list' || order.do === 'show' ? openToRead : openDatabase)(address)
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
