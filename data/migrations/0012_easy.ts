import { type Kysely, sql } from 'kysely'

/** Korean in easy words; empty: nobody has written it. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen and must not depend on today's tables
export async function up(db: Kysely<any>): Promise<void> {
  for (const [table, column] of [
    ['incidents', 'title_easy'],
    ['incident_updates', 'body_easy'],
    ['cause_statements', 'text_easy'],
    ['maintenances', 'title_easy'],
    ['maintenances', 'body_easy'],
  ]) {
    await sql.raw(`ALTER TABLE ${table} ADD COLUMN ${column} text NOT NULL DEFAULT ''`).execute(db)
  }
}
