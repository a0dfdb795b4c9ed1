import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Signs the links in messages; made once and kept, since links in old mails must go on working. */
export function linkSecret(data: string, configured: string | undefined): string {
  if (configured) return configured
  const file = join(data, 'link-secret')
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}
