// The same test body over both databases: `onBothDatabases('title', async (db) => …)`.
import { after, test } from 'node:test'
import pg from 'pg'
import { type Database, type Db, openDatabase } from '../../data/database.ts'
import { MIGRATED, type PostgresServer, startPostgres } from './postgres.ts'

let own: Promise<PostgresServer> | null = null
let databases = 0

/** Runs `body` on an empty migrated SQLite database and on an empty migrated PostgreSQL database. */
export function onBothDatabases(title: string, body: (db: Db, database: Database) => Promise<void>): void {
  test(`${title} (SQLite)`, async () => withDatabase(':memory:', body))
  test(`${title} (PostgreSQL)`, async () => {
    const address = await emptyPostgres(MIGRATED)
    await withDatabase(address, body)
    await ask(`DROP DATABASE ${address.split('/').at(-1)}`)
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

async function ask(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${await serverAddress()}/postgres` })
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
