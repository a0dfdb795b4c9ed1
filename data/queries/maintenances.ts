import type { Db } from '../database.ts'
import type { MaintenancesTable } from '../tables.ts'

export type MaintenanceRecord = {
  id: string
  title: { ko: string; en: string }
  body: { ko: string; en: string }
  /** Ids of components, or of whole services. */
  components: string[]
  startsAt: number
  endsAt: number
  publishedAt: number
  source: string | null
  updatedAt: number
}

/** Newest start first. */
export async function allMaintenances(db: Db, limit: number): Promise<MaintenanceRecord[]> {
  const rows = await db
    .selectFrom('maintenances')
    .selectAll()
    .orderBy('starts_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(toRecord)
}

/** Those that have begun: what deciding needs to know. The last 200 by their end. */
export async function begunMaintenances(db: Db, now: number): Promise<MaintenanceRecord[]> {
  const rows = await db
    .selectFrom('maintenances')
    .selectAll()
    .where('starts_at', '<=', now)
    .orderBy('ends_at', 'desc')
    .limit(200)
    .execute()
  return rows.map(toRecord)
}

/** Inserts or updates by id; `updated_at` moves only when something changed. Nothing is deleted. */
export async function saveMaintenances(
  db: Db,
  list: Omit<MaintenanceRecord, 'updatedAt'>[],
  now: number,
): Promise<void> {
  const known = new Map((await db.selectFrom('maintenances').selectAll().execute()).map((row) => [row.id, row]))
  for (const one of list) {
    const row = toRow(one, now)
    const before = known.get(one.id)
    if (before && JSON.stringify(toRecord({ ...before, updated_at: now })) === JSON.stringify(toRecord(row))) continue
    const { id: _, ...changed } = row
    await db
      .insertInto('maintenances')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(changed))
      .execute()
  }
}

function toRow(one: Omit<MaintenanceRecord, 'updatedAt'>, now: number): MaintenancesTable {
  return {
    id: one.id,
    title_ko: one.title.ko,
    title_en: one.title.en,
    body_ko: one.body.ko,
    body_en: one.body.en,
    components: JSON.stringify(one.components),
    starts_at: one.startsAt,
    ends_at: one.endsAt,
    published_at: one.publishedAt,
    source: one.source,
    updated_at: now,
  }
}

function toRecord(row: MaintenancesTable): MaintenanceRecord {
  return {
    id: row.id,
    title: { ko: row.title_ko, en: row.title_en },
    body: { ko: row.body_ko, en: row.body_en },
    components: JSON.parse(row.components),
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    publishedAt: row.published_at,
    source: row.source,
    updatedAt: row.updated_at,
  }
}
