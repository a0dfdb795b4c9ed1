import { type Kysely, sql } from 'kysely'

// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen and must not depend on today's tables
export async function up(db: Kysely<any>): Promise<void> {
  for (const statement of [
    `ALTER TABLE subscribers ADD COLUMN region text NOT NULL DEFAULT ''`,
    `ALTER TABLE subscribers ADD COLUMN district text NOT NULL DEFAULT ''`,
    `CREATE TABLE staff_reports (
      id text PRIMARY KEY, center text NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE, component text NOT NULL,
      answer text NOT NULL CHECK (answer IN ('works','slow','fails')), at bigint NOT NULL)`,
    `CREATE INDEX staff_reports_by_time ON staff_reports (at)`,
    `CREATE INDEX staff_reports_by_center ON staff_reports (center, at)`,
  ]) {
    await sql.raw(statement).execute(db)
  }
}
