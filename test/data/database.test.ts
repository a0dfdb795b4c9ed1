import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { DatabaseError, inTransaction, migrate, openDatabase } from '../../data/database.ts'
import { MIGRATIONS } from '../../data/migrations/index.ts'
import { onBothDatabases } from '../support/databases.ts'

onBothDatabases('a failing migration leaves nothing behind', async (db) => {
  const failing = {
    ...MIGRATIONS,
    '9999_fails': {
      up: async (target: typeof db) => {
        await sql`CREATE TABLE half_done (id text)`.execute(target)
        throw new Error('no')
      },
    },
  }
  await assert.rejects(migrate(db, failing), /no/)
  await assert.rejects(sql`SELECT * FROM half_done`.execute(db))
  await migrate(db)
})

onBothDatabases('a database newer than the program is refused', async (db) => {
  await migrate(db, { ...MIGRATIONS, '9999_future': { up: async () => {} } })
  await assert.rejects(migrate(db), /9999_future/)
  await sql`DELETE FROM kysely_migration WHERE name = '9999_future'`.execute(db)
})

onBothDatabases('instants beyond 32 bits come back as numbers', async (db) => {
  await db.insertInto('facts').values({ name: 'a', value: '1' }).execute()
  await db
    .insertInto('component_states')
    .values({
      component: 'a/b',
      state: 'unknown',
      reason: 'never-checked',
      since: 1_764_000_000_123,
      last_checked_at: null,
      fresh_until: null,
      memory: '{}',
      mark: '',
      share: 0,
      created_at: 1,
      updated_at: 1,
    })
    .execute()
  const row = await db.selectFrom('component_states').select('since').executeTakeFirstOrThrow()
  assert.equal(row.since, 1_764_000_000_123)
})

onBothDatabases('a transaction that throws changes nothing, and nesting joins in', async (db) => {
  await assert.rejects(
    inTransaction(db, async (outer) => {
      await inTransaction(outer, async (inner) => {
        await inner.insertInto('facts').values({ name: 'x', value: '1' }).execute()
      })
      throw new Error('undo')
    }),
    /undo/,
  )
  assert.equal(await db.selectFrom('facts').selectAll().executeTakeFirst(), undefined)
})

test('a file that is not a database is refused with a way to mend it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-'))
  const file = join(folder, 'bongsu.sqlite')
  writeFileSync(file, 'this is not a database, but long enough to be read as one'.repeat(50))
  await assert.rejects(openDatabase(file), (error) => error instanceof DatabaseError && /--data/.test(error.message))
  rmSync(folder, { recursive: true })
})

test('the message about a newer database says what to do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-'))
  const file = join(folder, 'bongsu.sqlite')
  const first = await openDatabase(file)
  await migrate(first.db, { ...MIGRATIONS, '9999_future': { up: async () => {} } })
  await first.close()
  await assert.rejects(openDatabase(file), /newer Bongsu/)
  rmSync(folder, { recursive: true })
})

test('an unwritable place is refused with the place in the message', async () => {
  await assert.rejects(openDatabase('/proc/bongsu/bongsu.sqlite'), /\/proc\/bongsu\/bongsu\.sqlite/)
})
