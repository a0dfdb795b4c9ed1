// What is done to the list of centers on a command line. Shell, but for time and files.
import type { AddressBook } from '../../data/address-book.ts'
import type { Db } from '../../data/database.ts'
import { record } from '../../data/queries/audit.ts'
import { applyCenters, type CenterRecord, openCenters, toldAt } from '../../data/queries/centers.ts'
import { leftOf } from '../../data/queries/subscribers.ts'
import type { Region } from '../../data/regions.ts'
import { kstDay } from '../../views/format.ts'
import { parseWords, UsageError } from '../arguments.ts'
import { centersCsv } from './export.ts'
import { planOf } from './plan.ts'
import { printPlan } from './print.ts'
import { COLUMNS, readList } from './read-file.ts'
import { type ReadRow, readRow } from './read-row.ts'

export type CentersOrder =
  | { do: 'import'; file: string; by: string; dryRun: boolean; allowClosures: boolean }
  | { do: 'export'; file: string; by: string }

export const USAGE = `npm run centers -- import FILE --dry-run                 shows what the list would change
npm run centers -- import FILE --by NAME                 makes the centers those of the list
npm run centers -- export FILE --by NAME                 writes them as a list, with the page on which each says how its counters do
  --allow-closures            also when more than one in ten would close
  --config FILE, --data DIR   which installation, as for npm start`

/** Reads the command line; throws UsageError with what is missing. */
export function readCentersOrder(words: string[]): { order: CentersOrder; config: string | null; data: string | null } {
  const { values, positionals } = parse(words)
  const [what, file] = positionals
  const { config = null, data = null, by = '' } = values
  const { 'dry-run': dryRun = false, 'allow-closures': allowClosures = false } = values
  if (what !== 'import' && what !== 'export') {
    throw new UsageError(`${what ? `"${what}" is nothing that can be done.` : 'Say what to do.'}\n${USAGE}`)
  }
  if (!file) throw new UsageError(`Say which file.\n${USAGE}`)
  if (!by.trim() && !(what === 'import' && dryRun)) {
    throw new UsageError(`--by is missing: who does it is written down.\n${USAGE}`)
  }
  if (what === 'export') return { order: { do: what, file, by }, config, data }
  return { order: { do: what, file, by, dryRun, allowClosures }, config, data }
}

function parse(words: string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const options = { by: text, config: text, data: text, 'dry-run': flag, 'allow-closures': flag }
  return parseWords({ args: words, options, allowPositionals: true }, USAGE)
}

/** Gives what to tell the person, and whether it was done. Throws ListError for a file that is no list. */
export async function importCenters(
  db: Db,
  book: AddressBook,
  bytes: Uint8Array,
  { by, dryRun, allowClosures }: Pick<Extract<CentersOrder, { do: 'import' }>, 'by' | 'dryRun' | 'allowClosures'>,
  regions: Region[],
  now: number,
): Promise<{ said: string; done: boolean }> {
  const list = readList(bytes)
  const rows = await withoutLeft(
    db,
    book,
    list.rows.map((row) => readRow(row, regions, kstDay(now))),
  )
  const plan = planOf(await openCenters(db, book), rows, allowClosures)
  const said = printPlan(list, plan)
  if (plan.refused !== null) return { said, done: false }
  if (dryRun) return { said: `${said}\nThis was a dry run. Nothing was changed.`, done: true }
  const saved = [...plan.adds, ...plan.changes.map(({ after }) => after)]
  await applyCenters(db, book, { saved, closed: plan.closes.map(({ key }) => key) }, by, now)
  return { said: `${said}\nDone.`, done: true }
}

/** Whoever left is not told again because a list names them. */
async function withoutLeft(db: Db, book: AddressBook, rows: ReadRow[]): Promise<ReadRow[]> {
  const ids = rows.flatMap(({ entry }) => (entry ? toldAt(book, entry).map(({ id }) => id) : []))
  const left = await leftOf(db, ids)
  return rows.map((row) => {
    const { line, entry, problems } = row
    if (!entry) return row
    const gone = toldAt(book, entry).filter(({ id }) => left.has(id))
    if (gone.length === 0) return row
    const told = gone.map(({ field }) => ({
      line,
      column: COLUMNS[field][0],
      text: 'whoever is there left, or cannot be reached; they are not told again',
      fatal: false,
    }))
    const without = Object.fromEntries(gone.map(({ field }) => [field, '']))
    return { line, entry: { ...entry, ...without }, problems: [...problems, ...told] }
  })
}

/** The list as CSV; that it was taken out is written down. */
export async function exportCenters(
  db: Db,
  book: AddressBook,
  by: string,
  reportPage: (id: string) => string,
  now: number,
): Promise<{ csv: string; count: number }> {
  const centers = await openCenters(db, book)
  await record(db, { at: now, by, action: 'centers-exported', detail: JSON.stringify({ centers: centers.length }) })
  const pageOf = (center: CenterRecord) => {
    const [first] = toldAt(book, center)
    return first ? reportPage(first.id) : ''
  }
  return { csv: centersCsv(centers, pageOf), count: centers.length }
}
