// Which installation a command beside the server is about.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '../probes/settings-file.ts'
import { UsageError } from './arguments.ts'
import { type Config, readConfig } from './config.ts'

/** `settings`: null without a configuration; `data`: its folder; `database`: as `openDatabase` takes it; secrets where the configuration has them. */
export type Installation = Pick<Config, 'data' | 'database' | 'linkSecret' | 'addressKeys'> & {
  settings: Config | null
}

/** By the same words as `npm start`. Throws SettingsError. */
export function installationOf(
  { config, data }: { config: string | null; data: string | null },
  env: Environment,
): Installation {
  const settings = config ? readConfig(config, env, data === null ? {} : { data }) : null
  if (settings) return { ...settings, settings }
  const folder = data ?? './var'
  return { settings, data: folder, database: join(folder, 'bongsu.sqlite') }
}

/** For what makes no sense without a past. Throws UsageError when there is no such file. */
export function mustExist(installation: Installation): void {
  if (isThere(installation)) return
  throw new UsageError(
    `There is no database at ${installation.database}. Name the configuration with --config, or the folder with --data.`,
  )
}

/** Whether its database can be there: a file that exists, or an address of a server. */
export function isThere({ database }: Installation): boolean {
  return /^postgres(ql)?:/.test(database) || existsSync(database)
}
