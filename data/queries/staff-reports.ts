// What counters say of their tasks: one row a tap, the newest of each center and component holds.
import { type Db, inTransaction } from '../database.ts'
import type { Language, StaffAnswer, StaffReportsTable, SubscribersTable } from '../tables.ts'

/** An active subscriber of role `center`. `scope` holds ids of services or components; empty means everything. */
export type Center = { id: string; name: string; language: Language; scope: string[] }

/** `center` stands for the office, however many addresses it is told at; `district` is empty where none is configured. */
export type StaffReport = { center: string; district: string; component: string; answer: StaffAnswer; at: number }

/** Most reports that are read at once; the oldest are left out. */
const MOST = 20_000

/** The center that a link belongs to; null when it left, is no center or never was. */
export async function activeCenter(db: Db, id: string): Promise<Center | null> {
  const row = await db
    .selectFrom('subscribers')
    .select(['id', 'name', 'language', 'scope'])
    .where('id', '=', id)
    .where('role', '=', 'center')
    .where('status', '=', 'active')
    .executeTakeFirst()
  return row ? { ...row, scope: JSON.parse(row.scope) as string[] } : null
}

/** At most `most` reports of one center within `withinMs`. */
export type TapLimit = { most: number; withinMs: number }

/** Stores one tap. False, with nothing stored, when the center has tapped as often as `limit` allows. */
export function recordStaffReport(db: Db, report: StaffReportsTable, limit: TapLimit): Promise<boolean> {
  return inTransaction(db, async (db) => {
    const { taps } = await db
      .selectFrom('staff_reports')
      .select((row) => row.fn.countAll<number>().as('taps'))
      .where('center', '=', report.center)
      .where('at', '>', report.at - limit.withinMs)
      .executeTakeFirstOrThrow()
    if (taps >= limit.most) return false
    await db.insertInto('staff_reports').values(report).execute()
    return true
  })
}

/** A center's newest answer to each component since `since`, by component. */
export async function latestAnswers(db: Db, center: string, since: number): Promise<Map<string, StaffReportsTable>> {
  const rows = await db
    .selectFrom('staff_reports')
    .selectAll()
    .where('center', '=', center)
    .where('at', '>=', since)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return new Map(rows.map((row) => [row.component, row]))
}

/**
 * What active centers said since `since`, by component, oldest first; at most 20 000 reports, the newest. Offices are told apart
 * by region, district and name: one that is told at two addresses is one center.
 */
export async function staffReportsOf(db: Db, since: number): Promise<Map<string, StaffReport[]>> {
  const rows = await db
    .selectFrom('staff_reports as r')
    .innerJoin('subscribers as s', 's.id', 'r.center')
    .select(['r.center', 'r.component', 'r.answer', 'r.at', 's.region', 's.district', 's.name'])
    .where('r.at', '>=', since)
    .where('s.status', '=', 'active')
    .where('s.role', '=', 'center')
    .orderBy('r.at', 'desc')
    .orderBy('r.id', 'desc')
    .limit(MOST)
    .execute()
  const officeOf = offices(rows)
  const reports = rows.reverse().map((row) => ({
    center: officeOf(row),
    district: row.district && `${row.region} ${row.district}`.trim(),
    component: row.component,
    answer: row.answer,
    at: row.at,
  }))
  return Map.groupBy(reports, ({ component }) => component)
}

type Office = Pick<SubscribersTable, 'region' | 'district' | 'name'> & { center: string }

/** The office of a row, named by the smallest of its subscriber ids. */
function offices(rows: Office[]): (row: Office) => string {
  const keyOf = ({ region, district, name }: Office) => JSON.stringify([region, district, name])
  const smallest = new Map<string, string>()
  for (const row of rows) {
    const known = smallest.get(keyOf(row))
    if (known === undefined || row.center < known) smallest.set(keyOf(row), row.center)
  }
  return (row) => smallest.get(keyOf(row)) ?? row.center
}

/** Deletes at most `limit` reports from before `before`; gives how many, so that a loop knows whether to go on. */
export async function deleteOldStaffReports(db: Db, before: number, limit: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('staff_reports')
    .where('id', 'in', (old) =>
      old.selectFrom('staff_reports').select('id').where('at', '<', before).orderBy('at').limit(limit),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}
