// Entry point: `npm run export`. Prints or writes recorded runs, one a line.

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { DatabaseError } from '../../data/database.ts'
import { SettingsError } from '../../probes/settings-file.ts'
import { UsageError } from '../arguments.ts'
import { readExportOrder } from './arguments.ts'
import { runExport } from './run-export.ts'

const tell = (line: string) => process.stderr.write(`${line}\n`)

try {
  const order = readExportOrder(process.argv.slice(2))
  const out = order.out === null ? process.stdout : createWriteStream(order.out)
  const failed = once(out, 'error').then(([error]) => Promise.reject(error))
  const write = async (lines: string) => {
    if (!out.write(lines)) await Promise.race([once(out, 'drain'), failed])
  }
  const runs = await Promise.race([runExport(order, process.env, write), failed])
  if (order.out !== null) {
    out.end()
    await finished(out)
    tell(`${runs} runs stand in ${order.out}.`)
  }
} catch (error) {
  const isOurs = [UsageError, SettingsError, DatabaseError].some((kind) => error instanceof kind)
  const isFile = typeof (error as { code?: unknown }).code === 'string'
  tell(isOurs || isFile ? (error as Error).message : String((error as Error).stack ?? error))
  process.exitCode = error instanceof UsageError ? 2 : 1
}
