// Carries out what `npm run report` was asked for: opens what it needs, and closes it again.
import { writeFileSync } from 'node:fs'
import { type Catalogue, loadCatalogue } from '../../data/catalogue.ts'
import { type Db, openDatabase, openToRead } from '../../data/database.ts'
import { rollupRevisions } from '../../data/queries/rollups.ts'
import type { RollupsTable } from '../../data/tables.ts'
import type { Environment } from '../../probes/settings-file.ts'
import { machineTime, percent } from '../../views/format.ts'
import { renderPage } from '../../views/render.ts'
import { UsageError } from '../arguments.ts'
import type { Config } from '../config.ts'
import { availabilityOf } from '../incidents/availability.ts'
import { correct } from '../incidents/availability-correct.ts'
import { rollUp } from '../incidents/availability-rollup.ts'
import { figuresOf } from '../incidents/availability-rows.ts'
import { type AvailabilitySettings, DEFAULT_AVAILABILITY } from '../incidents/availability-settings.ts'
import { installationOf, mustExist } from '../installation.ts'
import type { CorrectOrder, Order, ReportOrder, RevisionsOrder } from './arguments.ts'
import { readReport } from './read-report.ts'
import { reportCsv } from './report-csv.ts'
import { reportPage } from './report-page.ts'

type Opened = { db: Db; catalogue: Catalogue; settings: AvailabilitySettings; config: Config | null }

/**
 * Gives what to print. The server may be running: a correction shows on its page with the next snapshot.
 * Throws UsageError, SettingsError, CatalogueError or DatabaseError.
 */
export async function runOrder(order: Order, env: Environment, now: number): Promise<string> {
  const installation = installationOf(order, env)
  mustExist(installation)
  const { settings: config, database } = installation
  const catalogue = loadCatalogue(config?.catalogue)
  const settings = config?.availability ?? DEFAULT_AVAILABILITY
  // only the server, or what is to be written down, brings an older database up to date
  const { db, close } = await (order.kind === 'correct' ? openDatabase : openToRead)(database)
  try {
    const opened = { db, catalogue, settings, config }
    if (order.kind === 'report') return await makeReport(opened, order, now)
    checkComponent(catalogue, order.kind === 'correct' ? order.correction.component : order.component)
    return order.kind === 'correct' ? await makeCorrection(opened, order, now) : await listRevisions(opened, order)
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
      ? reportCsv(report, order.name, order.language)
      : renderPage('report', reportPage(report, order.name, siteName, order.language))
  if (order.out === null) return text
  writeFileSync(order.out, text)
  return `The report of ${order.name} stands in ${order.out}.\n`
}

function checkComponent({ components }: Catalogue, id: string): void {
  if (components.has(id)) return
  throw new UsageError(`--component "${id}" is not in the catalogue. There are: ${[...components.keys()].join(', ')}.`)
}

async function makeCorrection({ db, catalogue, settings }: Opened, { correction }: CorrectOrder, now: number) {
  await correct(db, correction, now)
  let finished = false
  while (!finished) ({ finished } = await rollUp(db, { catalogue, settings }, now))
  return `${correction.component} is corrected. The log stays as it was; roll-ups have a new revision with this reason.\n`
}

async function listRevisions({ db }: Opened, { component, span, bucket }: RevisionsOrder) {
  const rows = await rollupRevisions(db, component, span, bucket)
  if (rows.length === 0) return `This ${span} of ${component} is not rolled up.\n`
  return rows.map((row) => `${revisionLine(row)}\n`).join('')
}

function revisionLine(row: RollupsTable): string {
  const { share, coverage } = availabilityOf(figuresOf(row))
  const available = share === null ? 'not enough data' : percent(share)
  const down = Math.round(row.down / 6000) / 10
  const words = [row.reason, row.note].filter(Boolean).join(': ')
  const figures = `${available}, ${down} min down, ${percent(coverage, 1)} watched`
  return `revision ${row.revision}, ${machineTime(row.computed_at)}: ${figures} (${words})`
}
