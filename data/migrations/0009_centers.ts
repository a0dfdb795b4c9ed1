import { type Kysely, sql } from 'kysely'

// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen and must not depend on today's tables
export async function up(db: Kysely<any>): Promise<void> {
  for (const statement of [
    `CREATE TABLE centers (
      id text PRIMARY KEY, key text NOT NULL UNIQUE, code text NOT NULL, name text NOT NULL, note text NOT NULL, region text NOT NULL,
      district text NOT NULL, town text NOT NULL, postcode text NOT NULL, address text NOT NULL, phone text NOT NULL,
      duty text NOT NULL, opened_at bigint NOT NULL, closed_at bigint, updated_at bigint NOT NULL)`,
    `ALTER TABLE subscribers ADD COLUMN center text`,
    `CREATE INDEX subscribers_by_center ON subscribers (center)`,
  ]) {
    await sql.raw(statement).execute(db)
  }
}
