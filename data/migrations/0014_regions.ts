import { type Kysely, sql } from 'kysely'

/** Where an incident is, when not everywhere: JSON, names of regions. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen and must not depend on today's tables
export async function up(db: Kysely<any>): Promise<void> {
  await sql.raw(`ALTER TABLE incidents ADD COLUMN regions text NOT NULL DEFAULT '[]'`).execute(db)
}
