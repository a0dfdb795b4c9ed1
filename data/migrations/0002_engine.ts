import { type Kysely, sql } from 'kysely'

// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen and must not depend on today's tables
export async function up(db: Kysely<any>): Promise<void> {
  for (const statement of [
    // what replaying a run needs to know of it
    `ALTER TABLE results ADD COLUMN every_seconds double precision NOT NULL DEFAULT 60`,
    `ALTER TABLE results ADD COLUMN timeout_seconds double precision NOT NULL DEFAULT 60`,
    `ALTER TABLE results ADD COLUMN provisional bigint NOT NULL DEFAULT 0`,
    `ALTER TABLE component_states ADD COLUMN mark text NOT NULL DEFAULT ''`,
    `ALTER TABLE component_states ADD COLUMN share double precision NOT NULL DEFAULT 0`,
    `ALTER TABLE transitions ADD COLUMN mark text NOT NULL DEFAULT ''`,
    `ALTER TABLE transitions ADD COLUMN share double precision NOT NULL DEFAULT 0`,
    `ALTER TABLE incidents ADD COLUMN root text`,
    `ALTER TABLE incidents ADD COLUMN audience text NOT NULL DEFAULT 'everyone'`,
    `ALTER TABLE incidents ADD COLUMN unstable_since bigint`,
    `ALTER TABLE incidents ADD COLUMN reopened_at bigint`,
    `ALTER TABLE incident_components ADD COLUMN because text`,
    `ALTER TABLE incident_updates ADD COLUMN public_at bigint NOT NULL DEFAULT 0`,
    `ALTER TABLE incident_updates ADD COLUMN evidence text NOT NULL DEFAULT '[]'`,
    `ALTER TABLE cause_statements ADD COLUMN confidence double precision`,
    `ALTER TABLE cause_statements ADD COLUMN evidence text NOT NULL DEFAULT '[]'`,
  ]) {
    await sql.raw(statement).execute(db)
  }
}
