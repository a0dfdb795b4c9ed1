import { type Kysely, sql } from 'kysely'

// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen and must not depend on today's tables
export async function up(db: Kysely<any>): Promise<void> {
  for (const statement of [
    // nothing asks by it, and every message had to be written into it
    `DROP INDEX IF EXISTS attempts_by_reference`,
    // summaries are topics: what somebody was told of them stands in `knowledge`
    `ALTER TABLE subscribers DROP COLUMN digested_at`,
  ]) {
    await sql.raw(statement).execute(db)
  }
}
