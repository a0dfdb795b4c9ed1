// The same test body over both databases: `onBothDatabases('title', async (db) => …)`.
import { after, test } from 'node:test'
import pg from 'pg'
import { type Database, type Db, openDatabase } from '../../data/database.ts'
import { MIGRATED, type PostgresServer, startPostgres } from './postgres.ts'

let own: Promise<PostgresServer> | null = null
let databases = 0
/** One for all tests of a file: they run one after the other, and making one takes long. */
let migrated: Promise<string> | null = null

/** Faster than TRUNCATE where there is little to delete; in one statement, so that no order of tables matters. */
const EMPTIED = `DO $$ DECLARE one text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'kysely%' LOOP
    EXECUTE format('DELETE FROM %I', one);
  END LOOP;
END $$`

/** Runs `body` on an empty migrated SQLite database and on an empty migrated PostgreSQL database. */
export function onBothDatabases(title: string, body: (db: Db, database: Database) => Promise<void>): void {
  test(`${title} (SQLite)`, async () => withDatabase(':memory:', body))
  test(`${title} (PostgreSQL)`, async () => {
    migrated ??= emptyPostgres(MIGRATED)
    const address = await migrated
    await withDatabase(address, body).finally(() => ask(EMPTIED, address))
  })
}

async function withDatabase(address: string, body: (db: Db, database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase(address)
  try {
    await body(database.db, database)
  } finally {
    await database.close()
  }
}

/** The address of a new database on a real PostgreSQL: empty, or a copy of `template`. */
export async function emptyPostgres(template = 'template1'): Promise<string> {
  databases += 1
  const name = `bongsu_${process.pid}_${databases}`
  await ask(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  return `${await serverAddress()}/${name}`
}

async function ask(statement: string, address?: string): Promise<void> {
  const client = new pg.Client({ connectionString: address ?? `${await serverAddress()}/postgres` })
  await client.connect()
  await client.query(statement)
  await client.end()
}

/** That of the whole run (global-setup.ts), or one that this file starts and stops. */
async function serverAddress(): Promise<string> {
  const shared = process.env.BONGSU_TEST_POSTGRES
  if (shared) return shared
  own ??= startPostgres()
  return (await own).address
}

after(async () => {
  if (own) await (await own).stop()
})
