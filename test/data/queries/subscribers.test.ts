import assert from 'node:assert/strict'
import {
  addPendingSubscriber,
  confirmSubscriber,
  findSubscriber,
  leave,
  type NewSubscriber,
  saveConfiguredSubscribers,
} from '../../../data/queries/subscribers.ts'
import { BOOK } from '../../support/address-book.ts'
import { onBothDatabases } from '../../support/databases.ts'

const CITIZEN: NewSubscriber = {
  channel: 'email',
  address: 'citizen@example.kr',
  language: 'ko',
  role: 'public',
  name: '',
  scope: [],
}
const CENTER: NewSubscriber = { ...CITIZEN, address: 'counter@example.go.kr', role: 'center', name: '예시 센터' }

onBothDatabases('who leaves is erased: no address and no name stay, and they may come back', async (db) => {
  const id = await addPendingSubscriber(db, BOOK, CITIZEN, 1)
  await confirmSubscriber(db, id, { language: 'ko', scope: ['saeol'], preferences: '{}' }, 2)
  assert.equal((await findSubscriber(db, BOOK, 'email', CITIZEN.address))?.status, 'active')
  assert.equal(await leave(db, id, 3), true)
  const rows = await db.selectFrom('subscribers').selectAll().execute()
  assert.deepEqual([rows[0]?.status, rows[0]?.address, rows[0]?.name], ['left', id, ''])

  assert.equal(await addPendingSubscriber(db, BOOK, CITIZEN, 4), id)
  assert.equal(await confirmSubscriber(db, id, { language: 'en', scope: [], preferences: '{}' }, 5), true)
  const found = await findSubscriber(db, BOOK, 'email', CITIZEN.address)
  assert.equal(BOOK.open(found?.address ?? ''), CITIZEN.address)
})

onBothDatabases('a center that left stays left when the configuration names it again', async (db) => {
  await saveConfiguredSubscribers(db, BOOK, [CENTER], 1)
  const center = await findSubscriber(db, BOOK, 'email', CENTER.address)
  await leave(db, center?.id ?? '', 2)
  await saveConfiguredSubscribers(db, BOOK, [CENTER], 3)
  assert.equal((await findSubscriber(db, BOOK, 'email', CENTER.address))?.status, 'left')
})

onBothDatabases('a center gone from the configuration is erased, and is back when it is named again', async (db) => {
  await saveConfiguredSubscribers(db, BOOK, [CENTER], 1)
  await saveConfiguredSubscribers(db, BOOK, [], 2)
  const id = BOOK.idOf('email', CENTER.address)
  const gone = await db.selectFrom('subscribers').selectAll().executeTakeFirstOrThrow()
  assert.deepEqual([gone.status, gone.address, gone.name], ['left', id, ''])
  await saveConfiguredSubscribers(db, BOOK, [CENTER], 3)
  const back = await findSubscriber(db, BOOK, 'email', CENTER.address)
  const address = BOOK.open(back?.address ?? '')
  assert.deepEqual({ ...back, address }, { ...CENTER, id, status: 'active', preferences: '{}' })
})
