import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import BetterSqlite from 'better-sqlite3'
import { DatabaseError, openDatabase, openToRead } from '../../data/database.ts'
import { insertResults } from '../../data/queries/results.ts'
import { emptyPostgres } from '../support/databases.ts'
import { temporaryFolder } from '../support/folders.ts'

async function onlyReads(address: string): Promise<void> {
  const writer = await openDatabase(address)
  const reader = await openToRead(address)
  try {
    await assert.rejects(reader.db.deleteFrom('results').execute(), /read-?only/)
    assert.deepEqual(await reader.db.selectFrom('results').selectAll().execute(), [])
    assert.deepEqual(await insertResults(writer.db, []), new Set(), 'the writer goes on')
  } finally {
    await reader.close()
    await writer.close()
  }
}

test('a database opened for reading takes no change, while a server has it open (SQLite)', (context) =>
  onlyReads(join(temporaryFolder(context), 'one.sqlite')))

test('a database opened for reading takes no change, while a server has it open (PostgreSQL)', async () =>
  onlyReads(await emptyPostgres()))

test('a database of an older version is left as it is', async (context) => {
  const file = join(temporaryFolder(context), 'old.sqlite')
  new BetterSqlite(file).exec('CREATE TABLE results (id text)').close()
  await assert.rejects(
    openToRead(file),
    (error) => error instanceof DatabaseError && /older Bongsu/.test(error.message),
  )
  const tables = new BetterSqlite(file).prepare('SELECT name FROM sqlite_master').all()
  assert.deepEqual(tables, [{ name: 'results' }])
})
