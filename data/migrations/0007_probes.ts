import { type Kysely, sql } from 'kysely'

// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen and must not depend on today's tables
export async function up(db: Kysely<any>): Promise<void> {
  for (const statement of [
    // what a run saw on its way down the ladder (JSON), for operators and for comparing places
    `ALTER TABLE results ADD COLUMN evidence text`,
    // a flow that was turned away does not run again before
    `ALTER TABLE results ADD COLUMN paused_until bigint`,
    `CREATE INDEX results_by_pause ON results (paused_until) WHERE paused_until IS NOT NULL`,
  ]) {
    await sql.raw(statement).execute(db)
  }
}
