// The one list of migrations, in order. A merged one never changes and imports nothing of ours.
import type { Migration } from 'kysely/migration'
import * as firstTables from './0001_first_tables.ts'

export const MIGRATIONS: Record<string, Migration> = {
  '0001_first_tables': firstTables,
}
