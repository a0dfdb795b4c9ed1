import { type Kysely, sql } from 'kysely'

// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen and must not depend on today's tables
export async function up(db: Kysely<any>): Promise<void> {
  for (const statement of [
    // runs are replayed as they arrived, and weighed with how slow the canaries were
    `ALTER TABLE results ADD COLUMN canary_ms double precision`,
    `CREATE INDEX results_by_arrival ON results (received_at)`,
  ]) {
    await sql.raw(statement).execute(db)
  }
}
