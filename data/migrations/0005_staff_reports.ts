import { type Kysely, sql } from 'kysely'

// biome-ignore lint/suspicious/noExplicitAny: a migration is frozen and must not depend on today's tables
export async function up(db: Kysely<any>): Promise<void> {
  for (const statement of [] as string[]) {
    await sql.raw(statement).execute(db)
  }
}
