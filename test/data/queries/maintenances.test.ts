import assert from 'node:assert/strict'
import { allMaintenances, begunMaintenances, saveMaintenances } from '../../../data/queries/maintenances.ts'
import { onBothDatabases } from '../../support/databases.ts'

const TEXT = { ko: '정기 점검', en: 'Maintenance' }
const WINDOW = { title: TEXT, body: TEXT, components: ['a/one'], publishedAt: 1, source: null }
const FIRST = { id: 'first', startsAt: 100, endsAt: 200, ...WINDOW }
const SECOND = { id: 'second', startsAt: 300, endsAt: 400, ...WINDOW }

onBothDatabases('maintenances of the configuration are inserted, then updated only where they changed', async (db) => {
  await saveMaintenances(db, [FIRST, SECOND], 10)
  await saveMaintenances(db, [FIRST, { ...SECOND, endsAt: 500 }], 20)
  assert.deepEqual(await allMaintenances(db, 10), [
    { ...SECOND, endsAt: 500, updatedAt: 20 },
    { ...FIRST, updatedAt: 10 },
  ])
})

onBothDatabases('only maintenances that have begun matter for deciding', async (db) => {
  await saveMaintenances(db, [FIRST, SECOND], 10)
  assert.deepEqual(
    (await begunMaintenances(db, 99)).map(({ id }) => id),
    [],
  )
  assert.deepEqual(
    (await begunMaintenances(db, 100)).map(({ id }) => id),
    ['first'],
  )
})
