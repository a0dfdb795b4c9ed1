// Carries out what `npm run report` was asked for: opens what it needs, and closes it again.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Catalogue, loadCatalogue } from '../../data/catalogue.ts'
import { type Db, openDatabase } from '../../data/database.ts'
import type { Environment } from '../../probes/settings-file.ts'
import { renderPage } from '../../views/render.ts'
import { UsageError } from '../arguments.ts'
import { type Config, readConfig } from '../config.ts'
import { correct } from '../incidents/availability-correct.ts'
import { rollUp } from '../incidents/availability-rollup.ts'
import { type AvailabilitySettings, DEFAULT_AVAILABILITY } from '../incidents/availability-settings.ts'
import type { CorrectOrder, ReportOrder } from './arguments.ts'
import { readReport } from './read-report.ts'
import { reportCsv } from './report-csv.ts'
import { reportPage } from './report-page.ts'

type Opened = { db: Db; catalogue: Catalogue; settings: AvailabilitySettings; config: Config | null }

/**
 * Gives what to print. The server may be running: a correction shows on its page with the next snapshot.
 * Throws UsageError, SettingsError, CatalogueError or DatabaseError.
 */
export async function runOrder(order: ReportOrder | CorrectOrder, env: Environment, now: number): Promise<string> {
  const data = order.data ?? './var'
  const config = order.config === null ? null : readConfig(order.config, env, order.data === null ? {} : { data })
  const address = config?.database ?? join(data, 'bongsu.sqlite')
  if (!/^postgres(ql)?:/.test(address) && !existsSync(address)) {
    throw new UsageError(
      `There is no database at ${address}. Name the configuration with --config, or the folder with --data.`,
    )
  }
  const catalogue = loadCatalogue(config?.catalogue)
  const settings = config?.availability ?? DEFAULT_AVAILABILITY
  const { db, close } = await openDatabase(address)
  try {
    const opened = { db, catalogue, settings, config }
    return order.kind === 'report' ? await makeReport(opened, order, now) : await makeCorrection(opened, order, now)
  } finally {
    await close()
  }
}

async function makeReport({ db, catalogue, settings, config }: Opened, order: ReportOrder, now: number) {
  if (order.month.from >= now) throw new UsageError(`${order.name} has not begun: there is nothing to report yet.`)
  const report = await readReport(db, catalogue, settings, order.month, now)
  const siteName = config?.site.name[order.language] ?? false
  const text =
    order.format === 'csv'
      ? reportCsv(report, order.name)
      : renderPage('report', reportPage(report, order.name, siteName, order.language))
  if (order.out === null) return text
  writeFileSync(order.out, text)
  return `The report of ${order.name} stands in ${order.out}.\n`
}

async function makeCorrection({ db, catalogue, settings }: Opened, { correction }: CorrectOrder, now: number) {
  if (!catalogue.components.has(correction.component)) {
    const known = [...catalogue.components.keys()].join(', ')
    throw new UsageError(`--component "${correction.component}" is not in the catalogue. There are: ${known}.`)
  }
  await correct(db, correction, now)
  let finished = false
  while (!finished) ({ finished } = await rollUp(db, { catalogue, settings }, now))
  return `${correction.component} is corrected. The log stays as it was; roll-ups have a new revision with this reason.\n`
}
