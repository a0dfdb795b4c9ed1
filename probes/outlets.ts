// Opens what waits for each server: the folder itself for the first one, a folder in it for each further one.
import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Outlet } from './deliver-results.ts'
import type { Log } from './log.ts'
import type { AgentSettings } from './settings.ts'
import { openSpool, type Spool } from './spool.ts'

export type Outlets = { spool: Spool; further: Outlet[]; close: () => Promise<void> }

/** All spools are of one boot, so that a result has the same number at every server. Each may grow to `spool.maxMegabytes`. */
export async function openOutlets(settings: AgentSettings, boot: string, log: Log): Promise<Outlets> {
  const { folder, maxMegabytes } = settings.spool
  const collectors = settings.collectors ?? []
  const spool = await openSpool({ folder, maxMegabytes, boot, log })
  const further = await Promise.all(
    collectors.map(async ({ server, key }) => {
      return { server, key, spool: await openSpool({ folder: join(folder, nameFor(server)), maxMegabytes, boot, log }) }
    }),
  )
  await nameOrphans(
    folder,
    collectors.map(({ server }) => nameFor(server)),
    log,
  )
  const close = async () =>
    void (await Promise.all([spool, ...further.map((one) => one.spool)].map((one) => one.close())))
  return { spool, further, close }
}

/** A server's folder stays its own when others are added or taken away. */
function nameFor(server: string): string {
  return `to-${createHash('sha256').update(server).digest('hex').slice(0, 12)}`
}

async function nameOrphans(folder: string, known: string[], log: Log): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter((one) => /^to-[0-9a-f]{12}$/.test(one) && !known.includes(one))) {
    log.warn({ folder: join(folder, name) }, 'results wait here for a server that is not in the settings any more')
  }
}
