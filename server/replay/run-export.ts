// Carries out `npm run export`: the recorded runs of a stretch of time, one a line, a page at a time.
import { type ArrivedRun, arrivedRuns } from '../../data/queries/replay.ts'
import type { Environment } from '../../probes/settings-file.ts'
import { installationOf } from '../installation.ts'
import type { ExportOrder } from './arguments.ts'
import { openHistory } from './history.ts'
import { runOf } from './run-format.ts'

const PAGE = 2000

/** Gives `write` whole lines, in the order of arrival; gives how many. Throws UsageError, SettingsError or DatabaseError. */
export async function runExport(
  order: ExportOrder,
  env: Environment,
  write: (lines: string) => Promise<void>,
): Promise<number> {
  const { db, close } = await openHistory(installationOf(order, env))
  try {
    let runs = 0
    let next = order.from
    for (;;) {
      const page = await arrivedRuns(db, next, order.until, PAGE)
      const last = page.at(-1)
      if (!last) return runs
      await write(page.map(lineOf).join(''))
      runs += page.length
      next = last.received_at + 1
    }
  } finally {
    await close()
  }
}

function lineOf(run: ArrivedRun): string {
  return `${JSON.stringify(runOf(run))}\n`
}
