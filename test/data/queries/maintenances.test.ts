import assert from 'node:assert/strict'
import type { Db } from '../../../data/database.ts'
import {
  begunMaintenances,
  cancelMaintenances,
  comingMaintenances,
  type MaintenanceRecord,
  maintenancesBetween,
  saveMaintenances,
} from '../../../data/queries/maintenances.ts'
import { onBothDatabases } from '../../support/databases.ts'

const TEXT = { ko: '정기 점검', en: 'Maintenance' }
const WINDOW = { title: TEXT, body: TEXT, components: ['a/one'], ends: {}, series: null, publishedAt: 1, source: null }
const FIRST = { id: 'first', startsAt: 100, endsAt: 200, ...WINDOW }
const SECOND = { id: 'second', startsAt: 300, endsAt: 400, ...WINDOW, ends: { 'a/one': 350 } }

onBothDatabases('maintenances of the configuration are inserted, then updated only where they changed', async (db) => {
  await saveMaintenances(db, [FIRST, SECOND], 10)
  await saveMaintenances(db, [FIRST, { ...SECOND, endsAt: 500, ends: { 'a/one': 450 } }], 20)
  assert.deepEqual(await comingMaintenances(db, 0), [
    { ...FIRST, updatedAt: 10 },
    { ...SECOND, endsAt: 500, ends: { 'a/one': 450 }, updatedAt: 20 },
  ])
})

onBothDatabases('a one-off that ends everywhere at once needs no word about it', async (db) => {
  const { series: _, ends: __, ...plain } = FIRST
  await saveMaintenances(db, [plain], 10)
  assert.deepEqual(await comingMaintenances(db, 0), [{ ...FIRST, updatedAt: 10 }])
})

onBothDatabases('a maintenance is coming until its start and begun from it', async (db) => {
  await saveMaintenances(db, [FIRST, SECOND], 10)
  assert.deepEqual([await begun(db, 99), await coming(db, 99)], [[], ['first', 'second']])
  assert.deepEqual([await begun(db, 100), await coming(db, 100)], [['first'], ['second']])
})

onBothDatabases('those of a time are all that took some of it', async (db) => {
  await saveMaintenances(db, [FIRST, SECOND], 10)
  const between = async (from: number, until: number) => names(await maintenancesBetween(db, from, until))
  assert.deepEqual(await between(199, 301), ['first', 'second'])
  assert.deepEqual(await between(200, 300), [])
})

onBothDatabases('what is not planned any more is cancelled before its start and stays afterwards', async (db) => {
  await saveMaintenances(db, [FIRST, SECOND], 10)
  await cancelMaintenances(db, [], 1000, 150)
  assert.deepEqual([await begun(db, 350), await coming(db, 150)], [['first'], []])
  assert.deepEqual(names(await maintenancesBetween(db, 0, 1000)), ['first'])
  const row = await db.selectFrom('maintenances').selectAll().where('id', '=', 'second').executeTakeFirstOrThrow()
  assert.deepEqual([row.cancelled_at, row.updated_at], [150, 150])
})

onBothDatabases('what is planned again after it was cancelled is coming again', async (db) => {
  await saveMaintenances(db, [SECOND], 10)
  await cancelMaintenances(db, [], 1000, 20)
  await saveMaintenances(db, [SECOND], 30)
  assert.deepEqual(await comingMaintenances(db, 30), [{ ...SECOND, updatedAt: 30 }])
})

onBothDatabases('an occurrence beyond what is planned is left alone, a one-off never is', async (db) => {
  await saveMaintenances(db, [FIRST, { ...SECOND, series: 'monthly' }, { ...SECOND, id: 'third' }], 10)
  await cancelMaintenances(db, ['first'], 300, 20)
  assert.deepEqual(await coming(db, 20), ['first', 'second'])
})

async function begun(db: Db, now: number): Promise<string[]> {
  return names(await begunMaintenances(db, now))
}

async function coming(db: Db, now: number): Promise<string[]> {
  return names(await comingMaintenances(db, now))
}

function names(list: MaintenanceRecord[]): string[] {
  return list.map(({ id }) => id)
}
