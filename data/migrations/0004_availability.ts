import { type Kysely, sql } from 'kysely'

// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen and must not depend on today's tables
export async function up(db: Kysely<any>): Promise<void> {
  for (const statement of [
    `CREATE TABLE rollups (
      component text NOT NULL, span text NOT NULL CHECK (span IN ('5m','hour','day','month')),
      bucket bigint NOT NULL, revision bigint NOT NULL, computed_at bigint NOT NULL, superseded_at bigint,
      reason text NOT NULL, note text NOT NULL, corrected bigint NOT NULL,
      operational double precision NOT NULL, degraded_performance double precision NOT NULL,
      partial_outage double precision NOT NULL, major_outage double precision NOT NULL,
      under_maintenance double precision NOT NULL, unknown double precision NOT NULL,
      excluded double precision NOT NULL, unwatched double precision NOT NULL,
      down double precision NOT NULL, degraded double precision NOT NULL, runs text NOT NULL,
      PRIMARY KEY (component, span, bucket, revision))`,
    `CREATE UNIQUE INDEX rollups_one_present ON rollups (component, span, bucket) WHERE superseded_at IS NULL`,
    `CREATE INDEX rollups_by_time ON rollups (span, bucket)`,
    `CREATE TABLE corrections (
      id text PRIMARY KEY, component text NOT NULL, from_at bigint NOT NULL, until_at bigint NOT NULL,
      state text NOT NULL, share double precision NOT NULL, reason text NOT NULL, author text NOT NULL,
      made_at bigint NOT NULL, CHECK (from_at < until_at))`,
    `CREATE INDEX corrections_by_component ON corrections (component, until_at)`,
    // stretches of the past whose roll-ups have to be looked at again
    `CREATE TABLE rollup_repairs (
      id text PRIMARY KEY, component text NOT NULL, from_at bigint NOT NULL, until_at bigint NOT NULL,
      reason text NOT NULL, note text NOT NULL)`,
    `CREATE INDEX results_by_receipt ON results (received_at)`,
    `CREATE INDEX transitions_by_decision ON transitions (decided_at)`,
    `CREATE INDEX transitions_by_component_decision ON transitions (component, decided_at, id)`,
  ]) {
    await sql.raw(statement).execute(db)
  }
}
