import assert from 'node:assert/strict'
import {
  addPendingSubscriber,
  confirmSubscriber,
  findSubscriber,
  leave,
  type NewSubscriber,
  saveConfiguredSubscribers,
} from '../../../data/queries/subscribers.ts'
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
  const id = await addPendingSubscriber(db, CITIZEN, 1)
  await confirmSubscriber(db, id, { language: 'ko', scope: ['saeol'] }, 2)
  assert.equal((await findSubscriber(db, 'email', CITIZEN.address))?.status, 'active')
  assert.equal(await leave(db, id, 3), true)
  const rows = await db.selectFrom('subscribers').selectAll().execute()
  assert.doesNotMatch(JSON.stringify(rows), /citizen@example\.kr/)
  assert.equal(rows[0]?.status, 'left')

  assert.equal(await addPendingSubscriber(db, CITIZEN, 4), id)
  assert.equal(await confirmSubscriber(db, id, { language: 'en', scope: [] }, 5), true)
  assert.equal((await findSubscriber(db, 'email', CITIZEN.address))?.address, CITIZEN.address)
})

onBothDatabases('a center that left stays left when the configuration names it again', async (db) => {
  await saveConfiguredSubscribers(db, [CENTER], 1)
  const center = await findSubscriber(db, 'email', CENTER.address)
  await leave(db, center?.id ?? '', 2)
  await saveConfiguredSubscribers(db, [CENTER], 3)
  assert.equal((await findSubscriber(db, 'email', CENTER.address))?.status, 'left')
})

onBothDatabases('a center gone from the configuration is erased, and is back when it is named again', async (db) => {
  await saveConfiguredSubscribers(db, [CENTER], 1)
  await saveConfiguredSubscribers(db, [], 2)
  assert.doesNotMatch(JSON.stringify(await db.selectFrom('subscribers').selectAll().execute()), /counter@/)
  await saveConfiguredSubscribers(db, [CENTER], 3)
  assert.deepEqual(await findSubscriber(db, 'email', CENTER.address), {
    ...CENTER,
    id: (await findSubscriber(db, 'email', CENTER.address))?.id,
    status: 'active',
  })
})
