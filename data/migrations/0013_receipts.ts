import { type Kysely, sql } from 'kysely'

/** Texts of which nobody has said what became of them: few, among all that was ever sent. */
// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen and must not depend on today's tables
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(`CREATE INDEX attempts_awaited ON attempts (provider, started_at) WHERE channel = 'sms' AND receipt = ''`)
    .execute(db)
}
