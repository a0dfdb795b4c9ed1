import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import BetterSqlite from 'better-sqlite3'
import { openDatabase } from '../../data/database.ts'
import { temporaryFolder } from '../support/folders.ts'

const list = (folder: string) =>
  spawnSync(process.execPath, ['server/incident.ts', 'list', '--data', folder], { encoding: 'utf8', timeout: 60_000 })

test('a list of the open incidents leaves the database of an older server as it is', (context) => {
  const folder = temporaryFolder(context)
  const file = join(folder, 'bongsu.sqlite')
  new BetterSqlite(file).exec('CREATE TABLE results (id text)').close()
  const { status, stderr } = list(folder)
  assert.equal(status, 1)
  assert.match(stderr, /older Bongsu/)
  const tables = new BetterSqlite(file, { readonly: true }).prepare('SELECT name FROM sqlite_master').all()
  assert.deepEqual(tables, [{ name: 'results' }])
})

test('a list is read from a database that only the server may write', async (context) => {
  const folder = temporaryFolder(context)
  const { close } = await openDatabase(join(folder, 'bongsu.sqlite'))
  context.after(close)
  assert.deepEqual([list(folder).stdout, list(folder).status], ['No incident is open.\n', 0])
})
