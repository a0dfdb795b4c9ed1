// Entry point: `npm run replay`. Tells what the engine would have said of recorded runs.
import { CatalogueError } from '../../data/catalogue.ts'
import { DatabaseError } from '../../data/database.ts'
import { SettingsError } from '../../probes/settings-file.ts'
import { UsageError } from '../arguments.ts'
import { readReplayOrder } from './arguments.ts'
import { printJson, printTable } from './print.ts'
import { RunFileError } from './run-file.ts'
import { runReplay } from './run-replay.ts'

const tell = (line: string) => process.stderr.write(`${line}\n`)

try {
  const order = readReplayOrder(process.argv.slice(2))
  const replayed = await runReplay(order, process.env, tell)
  process.stdout.write(order.json ? printJson(replayed) : printTable(replayed))
  process.exitCode = replayed.differences.length > 0 ? 3 : 0
} catch (error) {
  const kinds = [UsageError, SettingsError, DatabaseError, CatalogueError, RunFileError]
  const forPeople = kinds.some((kind) => error instanceof kind)
  tell(forPeople ? (error as Error).message : String((error as Error).stack ?? error))
  process.exitCode = error instanceof UsageError ? 2 : 1
}
