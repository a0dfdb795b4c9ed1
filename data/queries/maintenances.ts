import type { Text } from '../catalogue.ts'
import { type Db, inTransaction } from '../database.ts'
import type { MaintenancesTable } from '../tables.ts'
import { lockDeciding } from './components.ts'
import { textOf } from './texts.ts'

export type MaintenanceRecord = {
  id: string
  /** The recurring maintenance that this is one occurrence of; null for a one-off. */
  series: string | null
  title: Text
  body: Text
  /** Ids of components, or of whole services. */
  components: string[]
  startsAt: number
  /** When all of it is over. */
  endsAt: number
  /** Those of `components` that are ready earlier, with when. */
  ends: Record<string, number>
  publishedAt: number
  source: string | null
  updatedAt: number
}

/** What is saved. Left out, it is a one-off that ends everywhere at once. */
export type PlannedMaintenance = Omit<MaintenanceRecord, 'updatedAt' | 'series' | 'ends'> &
  Partial<Pick<MaintenanceRecord, 'series' | 'ends'>>

/** Those that have begun, but for cancelled ones: what deciding needs to know. The last 200 by their end. */
export async function begunMaintenances(db: Db, now: number): Promise<MaintenanceRecord[]> {
  const rows = await maintenances(db).where('starts_at', '<=', now).orderBy('ends_at', 'desc').limit(200).execute()
  return rows.map(toRecord)
}

/** Those that have not begun and are still coming, the next one first. */
export async function comingMaintenances(db: Db, now: number): Promise<MaintenanceRecord[]> {
  const rows = await maintenances(db).where('starts_at', '>', now).orderBy('starts_at').orderBy('id').execute()
  return rows.map(toRecord)
}

/** Those that took or will take some of the time from `from` until `until` (exclusive), by their start; no cancelled ones. */
export async function maintenancesBetween(db: Db, from: number, until: number): Promise<MaintenanceRecord[]> {
  const rows = await maintenances(db)
    .where('starts_at', '<', until)
    .where('ends_at', '>', from)
    .orderBy('starts_at')
    .orderBy('id')
    .execute()
  return rows.map(toRecord)
}

/** Also one that was cancelled. */
export async function maintenanceById(
  db: Db,
  id: string,
): Promise<(MaintenanceRecord & { cancelled: boolean }) | null> {
  const row = await db.selectFrom('maintenances').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? { ...toRecord(row), cancelled: row.cancelled_at !== null } : null
}

function maintenances(db: Db) {
  return db.selectFrom('maintenances').selectAll().where('cancelled_at', 'is', null)
}

/**
 * Inserts or updates by id; `updated_at` moves only when something changed. One that was cancelled is coming again.
 * Nothing is deleted.
 */
export async function saveMaintenances(db: Db, list: PlannedMaintenance[], now: number): Promise<void> {
  const known = new Map((await db.selectFrom('maintenances').selectAll().execute()).map((row) => [row.id, row]))
  const rows = list
    .map((one) => toRow(one, now))
    .filter((row) => {
      const before = known.get(row.id)
      return !before || before.cancelled_at !== null || !sameRecord(before, row)
    })
  if (rows.length === 0) return
  await inTransaction(db, async (db) => {
    await lockDeciding(db)
    for (const row of rows) {
      const { id: _, ...changed } = row
      await db
        .insertInto('maintenances')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changed))
        .execute()
    }
  })
}

/**
 * Cancels what has not begun at `now` and is not among `kept` (ids). Occurrences of a series are only looked at up to
 * `plannedUntil`, since later ones are not planned yet.
 */
export async function cancelMaintenances(db: Db, kept: string[], plannedUntil: number, now: number): Promise<void> {
  const coming = await maintenances(db).where('starts_at', '>', now).execute()
  const gone = coming
    .filter(({ series, starts_at }) => series === null || starts_at < plannedUntil)
    .filter(({ id }) => !kept.includes(id))
  if (gone.length === 0) return
  await inTransaction(db, async (db) => {
    await lockDeciding(db)
    for (const { id } of gone) {
      await db.updateTable('maintenances').set({ cancelled_at: now, updated_at: now }).where('id', '=', id).execute()
    }
  })
}

function sameRecord(before: MaintenancesTable, after: MaintenancesTable): boolean {
  const { updated_at } = after
  return JSON.stringify(toRecord({ ...before, updated_at })) === JSON.stringify(toRecord(after))
}

function toRow(one: PlannedMaintenance, now: number): MaintenancesTable {
  return {
    id: one.id,
    title_ko: one.title.ko,
    title_en: one.title.en,
    title_easy: one.title.easy ?? '',
    body_ko: one.body.ko,
    body_en: one.body.en,
    body_easy: one.body.easy ?? '',
    components: JSON.stringify(one.components),
    starts_at: one.startsAt,
    ends_at: one.endsAt,
    published_at: one.publishedAt,
    source: one.source,
    updated_at: now,
    series: one.series ?? null,
    ends: JSON.stringify(one.ends ?? {}),
    cancelled_at: null,
  }
}

function toRecord(row: MaintenancesTable): MaintenanceRecord {
  return {
    id: row.id,
    series: row.series,
    title: textOf(row.title_ko, row.title_en, row.title_easy),
    body: textOf(row.body_ko, row.body_en, row.body_easy),
    components: JSON.parse(row.components),
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    ends: JSON.parse(row.ends),
    publishedAt: row.published_at,
    source: row.source,
    updatedAt: row.updated_at,
  }
}
