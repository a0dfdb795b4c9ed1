// Secrets of the installation that are made once and kept in the data folder, where the configuration does not give them.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'

/** Signs the links in messages: links in old mails must go on working. */
export function linkSecret({ data, linkSecret: configured }: Pick<Config, 'data' | 'linkSecret'>): string {
  return configured ?? kept(data, 'link-secret')
}

/** Seal people's addresses: the first one seals, the others open what they sealed before. */
export function addressKeys({ data, addressKeys: configured }: Pick<Config, 'data' | 'addressKeys'>): string[] {
  return configured ?? [kept(data, 'address-key')]
}

function kept(data: string, name: string): string {
  const file = join(data, name)
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}
