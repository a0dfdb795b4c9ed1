import assert from 'node:assert/strict'
import type { Db } from '../../../data/database.ts'
import { insertIncident, updateIncident } from '../../../data/queries/incidents.ts'
import { cancelMaintenances, saveMaintenances } from '../../../data/queries/maintenances.ts'
import { saveConfiguredSubscribers } from '../../../data/queries/subscribers.ts'
import { startTelling, stopTelling } from '../../../data/queries/telling-switch.ts'
import { BOOK } from '../../support/address-book.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { HOUR, incident, reader, START, world } from './world.ts'

const MINUTE = 60_000
const DAY = 24 * HOUR

function save(db: Db, people: Record<string, object>) {
  const list = Object.entries(people).map(([name, changes]) => ({ ...reader, address: `${name}@b.kr`, ...changes }))
  return saveConfiguredSubscribers(db, BOOK, list, START)
}

onBothDatabases('a long outage is told again after an hour, and once only', async (db) => {
  const { sent, state, pass } = world(db)
  await save(db, { a: {} })
  await insertIncident(db, incident)
  for (const minutes of [0, 59, 60, 61, 179, 180, 181]) {
    state.now = START + minutes * MINUTE
    await pass()
  }
  assert.deepEqual(sent, ['a@b.kr opened v1', 'a@b.kr reminder v1', 'a@b.kr reminder v1'])
  await updateIncident(db, { ...incident, version: 2, kind: 'resolved', status: 'resolved', resolvedAt: START })
  state.now += DAY
  await pass()
  await pass()
  assert.deepEqual(sent.slice(3), ['a@b.kr resolved v2'])
})

onBothDatabases(
  'at night nobody is woken, and in the morning there is one message with what is true then',
  async (db) => {
    const { sent, state, pass } = world(db)
    const night = { preferences: '{"quiet":{"from":"21:00","until":"08:00"}}' }
    await save(db, { sleeps: night, forgets: night, wakes: {} })
    const evening = START + 8 * HOUR
    state.now = evening
    const late = { ...incident, beganAt: evening, detectedAt: evening, announcedAt: evening }
    await insertIncident(db, late)
    await pass()
    assert.deepEqual(sent, ['wakes@b.kr opened v1'])
    for (const version of [2, 3]) {
      state.now += HOUR
      await updateIncident(db, { ...late, version, kind: 'changed' })
      await pass()
    }
    state.now = START + 18 * HOUR // 08:00
    await pass()
    assert.deepEqual(
      sent.slice(1).filter((one) => !one.startsWith('wakes')),
      ['forgets@b.kr opened v3', 'sleeps@b.kr opened v3'].toSorted((a, b) =>
        BOOK.idOf('email', a.split(' ')[0] ?? '') < BOOK.idOf('email', b.split(' ')[0] ?? '') ? -1 : 1,
      ),
    )
  },
)

onBothDatabases('what began and ended in the night is not told in the morning', async (db) => {
  const { sent, state, pass } = world(db)
  await save(db, { sleeps: { preferences: '{"quiet":{"from":"21:00","until":"08:00"}}' } })
  state.now = START + 8 * HOUR
  await insertIncident(db, { ...incident, announcedAt: state.now })
  await pass()
  state.now += HOUR
  await updateIncident(db, { ...incident, version: 2, kind: 'resolved', status: 'resolved', resolvedAt: state.now })
  state.now = START + 18 * HOUR
  await pass()
  assert.deepEqual(sent, [])
})

onBothDatabases(
  'while telling is stopped only operators hear; afterwards everybody hears what is true then',
  async (db) => {
    const { sent, state, pass } = world(db)
    await save(db, { operator: { role: 'operator' }, citizen: {} })
    const stop = { by: '당직', at: START, why: '잘못된 알림' }
    assert.deepEqual(await stopTelling(db, stop), stop)
    assert.deepEqual(await stopTelling(db, { by: '다른 사람', at: START + 1, why: '' }), stop, 'the first stop holds')
    await insertIncident(db, incident)
    await pass()
    await updateIncident(db, { ...incident, version: 2, kind: 'changed' })
    state.now += MINUTE
    await pass()
    assert.deepEqual(sent, ['operator@b.kr opened v1'])
    assert.equal(await startTelling(db, { by: '당직', at: state.now }), true)
    assert.equal(await startTelling(db, { by: '당직', at: state.now }), false)
    state.now += MINUTE
    await pass()
    assert.deepEqual(sent, ['operator@b.kr opened v1', 'citizen@b.kr opened v2'])
    const audit = await db.selectFrom('audit').select(['action', 'by_whom']).orderBy('at').execute()
    assert.deepEqual(
      audit.map((row) => `${row.by_whom}: ${row.action}`),
      ['당직: telling-stopped', '당직: telling-started'],
    )
  },
)

onBothDatabases(
  'something young that concerns many waits half a minute for the public, unless it is sure',
  async (db) => {
    const people = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`p${index}`, {}]))
    await save(db, { ...people, center: { role: 'center' } })
    await insertIncident(db, incident)
    const { sent, state, pass, needs } = world(db)
    needs.isSure = async () => false
    await pass()
    assert.deepEqual(sent, ['center@b.kr opened v1'])
    state.now += 29_000
    await pass()
    assert.equal(sent.length, 1)
    state.now += 1_000
    await pass()
    assert.equal(sent.length, 202)
    const sure = world(db)
    await db.deleteFrom('knowledge').execute()
    await sure.pass()
    assert.equal(sure.sent.length, 202)
  },
)

onBothDatabases(
  'maintenance is told when it is published, when it moves, and when it is cancelled; never to whom it does not concern',
  async (db) => {
    const { sent, state, pass } = world(db)
    await save(db, { a: {}, other: { scope: ['saeol'] } })
    const text = { ko: '점검', en: 'Work' }
    const work = {
      id: 'work',
      title: text,
      body: text,
      components: ['gov24/login'],
      startsAt: START + 5 * DAY,
      endsAt: START + 5 * DAY + HOUR,
      publishedAt: START,
      source: null,
    }
    await saveMaintenances(db, [work], START)
    await pass()
    state.now += HOUR
    await pass()
    assert.deepEqual(sent, [`a@b.kr maintenance v${START}`])
    await saveMaintenances(db, [{ ...work, startsAt: work.startsAt + 1 }], state.now)
    state.now += MINUTE
    await pass()
    await cancelMaintenances(db, [], START + 30 * DAY, state.now)
    state.now += MINUTE
    await pass()
    await pass()
    assert.equal(sent.length, 3)
  },
)

onBothDatabases('a summary goes out in the morning to those who chose one and have something to read', async (db) => {
  const { sent, state, pass } = world(db)
  const daily = { preferences: '{"digest":"daily","kinds":[]}' }
  await save(db, { chose: daily, elsewhere: { ...daily, scope: ['saeol'] }, not: { preferences: '{"kinds":[]}' } })
  await insertIncident(db, incident)
  for (const minutes of [0, 18 * 60 + 29, 18 * 60 + 30, 18 * 60 + 31, 22 * 60]) {
    state.now = START + minutes * MINUTE
    await pass()
  }
  assert.deepEqual(sent, ['chose@b.kr digest v1'])
})
