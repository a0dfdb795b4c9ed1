// Entry point: `npm start`. Reads the command line, starts everything, stops it at a signal.
import { SealError } from '../data/address-book.ts'
import { CatalogueError } from '../data/catalogue.ts'
import { DatabaseError } from '../data/database.ts'
import { SettingsError } from '../probes/settings-file.ts'
import { TemplateError } from '../views/render.ts'
import { readArguments, UsageError } from './arguments.ts'
import { StartError, startBongsu } from './start.ts'

const now = () => Date.now()
const READABLE = [UsageError, SettingsError, CatalogueError, DatabaseError, SealError, TemplateError, StartError]

try {
  const bongsu = await startBongsu(readArguments(process.argv.slice(2)), {
    now,
    env: process.env,
    say: (text) => process.stdout.write(`${text}\n`),
    giveUp: () => void stop(1),
  })
  process.once('SIGINT', () => void stop(0))
  process.once('SIGTERM', () => void stop(0))

  async function stop(code: number): Promise<never> {
    await bongsu.stop()
    process.exit(code)
  }
} catch (error) {
  const forPeople = READABLE.some((kind) => error instanceof kind)
  process.stderr.write(`${forPeople ? (error as Error).message : ((error as Error).stack ?? error)}\n`)
  process.exit(error instanceof UsageError ? 2 : 1)
}
