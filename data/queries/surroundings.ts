// What decides beside runs, for replaying a stretch of the past: planned maintenance and the taps of counters. No names, no addresses.
import type { Db } from '../database.ts'
import type { MaintenancesTable, StaffReportsTable } from '../tables.ts'

/** What else decided then: planned maintenance, and the taps of counters with the office that each center is. */
export type Surroundings = {
  maintenances: MaintenancesTable[]
  centers: { id: string; region: string; district: string; office: string }[]
  taps: StaffReportsTable[]
}

/** Maintenance that is not over by `from` and begins before `until`, taps of that time, and active centers; offices are numbered. */
export async function surroundings(db: Db, from: number, until: number): Promise<Surroundings> {
  const maintenances = await db
    .selectFrom('maintenances')
    .selectAll()
    .where('starts_at', '<', until)
    .where('ends_at', '>', from)
    .where('cancelled_at', 'is', null)
    .orderBy('id')
    .execute()
  const taps = await db
    .selectFrom('staff_reports')
    .selectAll()
    .where('at', '>=', from)
    .where('at', '<', until)
    .orderBy('at')
    .orderBy('id')
    .execute()
  const rows = await db
    .selectFrom('subscribers')
    .select(['id', 'region', 'district', 'name'])
    .where('role', '=', 'center')
    .where('status', '=', 'active')
    .orderBy('id')
    .execute()
  const names = [...new Set(rows.map(({ name }) => name))]
  const centers = rows.map(({ name, ...center }) => ({ ...center, office: String(names.indexOf(name)) }))
  return { maintenances, centers, taps }
}

/** Puts maintenance and centers into a database for deciding; taps follow with their time (`addTaps`). */
export async function addSurroundings(db: Db, { maintenances, centers }: Surroundings): Promise<void> {
  for (const row of maintenances) await db.insertInto('maintenances').values(row).execute()
  for (const { id, region, district, office } of centers) {
    await db
      .insertInto('subscribers')
      .values({
        id,
        channel: 'email',
        address: id,
        language: 'ko',
        role: 'center',
        name: office,
        scope: '[]',
        status: 'active',
        source: 'configuration',
        created_at: 0,
        confirmed_at: 0,
        left_at: null,
        region,
        district,
        preferences: '{}',
        left_because: '',
        center: null,
      })
      .execute()
  }
}

export async function addTaps(db: Db, taps: StaffReportsTable[]): Promise<void> {
  for (const tap of taps) await db.insertInto('staff_reports').values(tap).execute()
}
