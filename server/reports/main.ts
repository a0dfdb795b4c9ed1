// Entry point: `npm run report`. Prints or writes the report of a month, or takes a correction.
import { CatalogueError } from '../../data/catalogue.ts'
import { DatabaseError } from '../../data/database.ts'
import { SettingsError } from '../../probes/settings-file.ts'
import { UsageError } from '../arguments.ts'
import { readOrder } from './arguments.ts'
import { runOrder } from './run-order.ts'

const now = Date.now()

try {
  process.stdout.write(await runOrder(readOrder(process.argv.slice(2), now), process.env, now))
} catch (error) {
  const forPeople = [UsageError, SettingsError, DatabaseError, CatalogueError].some((kind) => error instanceof kind)
  process.stderr.write(`${forPeople ? (error as Error).message : ((error as Error).stack ?? error)}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
