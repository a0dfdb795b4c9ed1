import { type Kysely, sql } from 'kysely'

// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen and must not depend on today's tables
export async function up(db: Kysely<any>): Promise<void> {
  for (const statement of [
    `ALTER TABLE maintenances ADD COLUMN series text`,
    `ALTER TABLE maintenances ADD COLUMN ends text NOT NULL DEFAULT '{}'`,
    `ALTER TABLE maintenances ADD COLUMN cancelled_at bigint`,
    `CREATE INDEX maintenances_by_start ON maintenances (starts_at)`,
  ]) {
    await sql.raw(statement).execute(db)
  }
}
