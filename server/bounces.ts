// Entry point: `npm run bounces`, by which a mail server hands over what came back: `|"npm run -s bounces -- --config FILE"`.
import { buffer } from 'node:stream/consumers'
import { DatabaseError, openDatabase } from '../data/database.ts'
import { recordBounce } from '../data/queries/bounces.ts'
import { SettingsError } from '../probes/settings-file.ts'
import { parseWords, UsageError } from './arguments.ts'
import { readConfig } from './config.ts'
import { linkSecret } from './kept-secret.ts'
import { readBounce } from './notify/bounce.ts'

const USAGE = 'npm run bounces -- --config FILE [--recipient ADDRESS] < MAIL'

try {
  const text = { type: 'string' } as const
  const { values } = parseWords({ options: { config: text, recipient: text } }, USAGE)
  const { config: file, recipient = null } = values
  if (!file) throw new UsageError(`Say which installation: ${USAGE}`)
  const config = readConfig(file, process.env)
  const found = await readBounce(await buffer(process.stdin), recipient, linkSecret(config))
  if (found) {
    const { db, close } = await openDatabase(config.database)
    const ended = await recordBounce(db, { ...found, at: Date.now() }).finally(close)
    process.stdout.write(`${found.kind} (${found.reason})${ended ? '; told no more' : ''}\n`)
  } else process.stdout.write('No bounce of ours.\n')
} catch (error) {
  const forPeople = [UsageError, SettingsError, DatabaseError].some((kind) => error instanceof kind)
  process.stderr.write(`${forPeople ? (error as Error).message : ((error as Error).stack ?? error)}\n`)
  // 75: a mail server tries again later (sysexits.h, EX_TEMPFAIL)
  process.exitCode = error instanceof UsageError ? 2 : 75
}
