import { type Kysely, sql } from 'kysely'

// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen and must not depend on today's tables
export async function up(db: Kysely<any>): Promise<void> {
  for (const statement of [
    // append-only: the newest of each language holds
    `CREATE TABLE incident_reports (
      id text PRIMARY KEY, incident text NOT NULL REFERENCES incidents (id), language text NOT NULL CHECK (language IN ('ko','en','easy')),
      body text NOT NULL, author text NOT NULL, at bigint NOT NULL)`,
    `CREATE INDEX incident_reports_by_incident ON incident_reports (incident, at)`,
    `CREATE TABLE measures (
      id text PRIMARY KEY, incident text NOT NULL REFERENCES incidents (id), text_ko text NOT NULL, text_en text NOT NULL,
      owner text NOT NULL, due_day text NOT NULL, author text NOT NULL, at bigint NOT NULL)`,
    `CREATE INDEX measures_by_incident ON measures (incident, at)`,
    // append-only: the newest holds
    `CREATE TABLE measure_changes (
      id text PRIMARY KEY, measure text NOT NULL REFERENCES measures (id), state text NOT NULL CHECK (state IN ('open','done','dropped')),
      note text NOT NULL, author text NOT NULL, at bigint NOT NULL)`,
    `CREATE INDEX measure_changes_by_measure ON measure_changes (measure, at)`,
  ]) {
    await sql.raw(statement).execute(db)
  }
}
