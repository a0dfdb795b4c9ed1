import assert from 'node:assert/strict'
import { insertIncident, updateIncident } from '../../../data/queries/incidents.ts'
import { forgetPeople, PENDING_KEPT_MS, TOLD_KEPT_MS } from '../../../data/queries/people-retention.ts'
import { addPendingSubscriber, saveConfiguredSubscribers, subscriberById } from '../../../data/queries/subscribers.ts'
import { incident, reader, START, world } from '../../server/notify/world.ts'
import { BOOK } from '../../support/address-book.ts'
import { onBothDatabases } from '../../support/databases.ts'

onBothDatabases(
  'applications that nobody confirmed, and what people were told long ago, are deleted; who is told stays',
  async (db) => {
    const { sent, state, pass } = world(db)
    const pending = await addPendingSubscriber(db, BOOK, { ...reader, address: 'never@b.kr' }, START)
    await saveConfiguredSubscribers(db, BOOK, [{ ...reader, address: 'a@b.kr' }], START)
    await insertIncident(db, incident)
    await pass()
    assert.equal(await forgetPeople(db, START + PENDING_KEPT_MS), 0)
    assert.equal(await forgetPeople(db, START + PENDING_KEPT_MS + 1), 1)
    assert.equal(await subscriberById(db, pending), null)
    const late = START + TOLD_KEPT_MS + 1
    assert.equal(await forgetPeople(db, late), 1, 'the attempt; what they know of an open incident stays')
    await updateIncident(db, { ...incident, version: 2, kind: 'resolved', status: 'resolved', resolvedAt: late })
    state.now = late
    await pass()
    assert.deepEqual(sent, ['a@b.kr opened v1', 'a@b.kr resolved v2'])
    assert.equal(await forgetPeople(db, late + TOLD_KEPT_MS + 1), 2, 'the other attempt, and what they know of it')
    assert.equal((await subscriberById(db, BOOK.idOf('email', 'a@b.kr')))?.status, 'active')
  },
)
