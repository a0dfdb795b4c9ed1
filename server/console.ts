// Entry point: `npm run console`. Makes a link by which somebody signs in at the console, for installations that cannot mail one.
import { SettingsError } from '../probes/settings-file.ts'
import { parseWords, UsageError } from './arguments.ts'
import { signInToken } from './console/session.ts'
import { signInPath } from './console/sign-in-mail.ts'
import { installationOf, mustExist } from './installation.ts'
import { linkSecret } from './kept-secret.ts'

const USAGE = `npm run console -- --by NAME     prints a link by which NAME signs in, once, within 15 minutes
  --site URL                  where the console is reached, without a configuration (default http://127.0.0.1:8080)
  --config FILE, --data DIR   which installation, as for npm start`

try {
  const option = { type: 'string' } as const
  const options = { by: option, site: option, config: option, data: option }
  const { values } = parseWords({ args: process.argv.slice(2), options }, USAGE)
  const { by = '', site = 'http://127.0.0.1:8080', config = null, data = null } = values
  if (!by.trim()) throw new UsageError(`--by is missing: the name that stands beside what is done.\n${USAGE}`)
  const installation = installationOf({ config, data }, process.env)
  mustExist(installation)
  const secret = linkSecret(installation)
  const token = signInToken(secret, { name: by.trim(), subscriber: null }, Date.now())
  process.stdout.write(`${installation.settings?.site.url ?? site}${signInPath(token, 'ko')}\n`)
} catch (error) {
  const forPeople = [UsageError, SettingsError].some((kind) => error instanceof kind)
  process.stderr.write(`${forPeople ? (error as Error).message : ((error as Error).stack ?? error)}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
