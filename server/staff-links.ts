// Entry point: `npm run staff-links -- --config FILE` prints the page of every configured center, to hand out before anything fails.
import { DatabaseError, makeFolder, openDatabase } from '../data/database.ts'
import { openAddressBook } from '../data/queries/sealing.ts'
import { SettingsError } from '../probes/settings-file.ts'
import { readArguments, UsageError } from './arguments.ts'
import { type Config, readConfig } from './config.ts'
import { addressKeys, linkSecret } from './kept-secret.ts'
import { normaliseAddress } from './notify/settings.ts'
import { staffUrl } from './notify/staff-link.ts'

const USAGE = 'npm run staff-links -- --config FILE [--data DIR]'

try {
  const { config: file, data } = readArguments(process.argv.slice(2), USAGE)
  if (file === null) throw new UsageError(`Say which installation: ${USAGE}`)
  for (const line of await staffLinks(readConfig(file, process.env, data === null ? {} : { data })))
    process.stdout.write(`${line}\n`)
} catch (error) {
  const forPeople = [UsageError, SettingsError, DatabaseError].some((kind) => error instanceof kind)
  process.stderr.write(`${forPeople ? (error as Error).message : ((error as Error).stack ?? error)}\n`)
  process.exit(error instanceof UsageError ? 2 : 1)
}

/** A line a center: name, region, district and address, with tabs between, as tables and mail merges read it. */
async function staffLinks(config: Config): Promise<string[]> {
  const { data, database, site, subscribers = [] } = config
  makeFolder(data)
  const secret = linkSecret(config)
  const { db, close } = await openDatabase(database)
  const book = await openAddressBook(db, addressKeys(config)).finally(close)
  return subscribers.flatMap(({ channel, address, role, language = 'ko', name, region = '', district = '' }) => {
    const id = book.idOf(channel, normaliseAddress(channel, address))
    const url = staffUrl(secret, site, { id, role, language })
    return url === false ? [] : [[name, region, district, url].join('\t')]
  })
}
