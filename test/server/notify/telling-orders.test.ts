import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertIncident } from '../../../data/queries/incidents.ts'
import { saveConfiguredSubscribers } from '../../../data/queries/subscribers.ts'
import { carryOutTelling, readTellingOrder } from '../../../server/notify/telling-orders.ts'
import { BOOK } from '../../support/address-book.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { incident, reader, START, world } from './world.ts'

test('what is missing is said with how it is called', () => {
  for (const [words, problem] of [
    [[], /Say what to do/],
    [['halt'], /"halt" is nothing that can be done/],
    [['stop', '--by', '당직'], /--why TEXT is missing/],
    [['start'], /--by NAME is missing/],
    [['who'], /The address is missing/],
    [['status', '--bye', 'x'], /Unknown option/],
  ] as const) {
    assert.throws(() => readTellingOrder([...words]), problem)
  }
})

onBothDatabases(
  'operators see who waits and how the provider does, what somebody was sent, and can stop and go on',
  async (db) => {
    const { state, pass } = world(db)
    const ask = (...words: string[]) => carryOutTelling(db, BOOK, 'secret', readTellingOrder(words).order, state.now)
    assert.equal(await ask('status'), 'Telling is on.\nNobody waits.\nNo provider was called in the last hour.')
    await saveConfiguredSubscribers(db, BOOK, [{ ...reader, address: 'a@b.kr' }], START)
    await insertIncident(db, incident)
    state.down = true
    await pass()
    state.now += 120_000
    assert.match(await ask('status'), /email: 1 wait, the oldest news is 2 min old\nsmtp: 0 taken, 1 failed, 0 refused/)
    state.down = false
    await pass()
    assert.match(await ask('who', 'A@b.kr'.toLowerCase()), /public, active\): gov24\n.*v1 opened by smtp: accepted/s)
    assert.equal(await ask('who', '010-9999-8888'), 'Nobody is subscribed there.')
    await assert.rejects(ask('who', 'nonsense'), /is not a phone number/)
    assert.match(await ask('stop', '--by', '당직', '--why', '오보'), /^Telling is stopped/)
    state.now += 1
    assert.match(await ask('stop', '--by', '팀장', '--why', '오보'), /^당직 stopped it/)
    assert.match(await ask('status'), /^STOPPED by 당직/)
    assert.match(await ask('start', '--by', '팀장'), /^Telling goes on/)
    assert.match(await ask('start', '--by', '팀장'), /was not stopped/)
  },
)
