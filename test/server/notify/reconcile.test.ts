import assert from 'node:assert/strict'
import { claim } from '../../../data/queries/attempts.ts'
import { incidentById, insertIncident, updateIncident } from '../../../data/queries/incidents.ts'
import { confirmSubscriber, leave, saveConfiguredSubscribers } from '../../../data/queries/subscribers.ts'
import { carryOut } from '../../../server/incidents/incident-actions.ts'
import { emailChannel } from '../../../server/notify/channels.ts'
import type { TellingChannel } from '../../../server/notify/reconcile.ts'
import { SendError } from '../../../server/notify/sms/provider.ts'
import { BOOK } from '../../support/address-book.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { SITE } from '../../support/snapshots.ts'
import { HOUR, incident, reader, START, world } from './world.ts'

onBothDatabases('after an outage of two hours of the provider everybody gets one true message', async (db) => {
  const { sent, state, pass } = world(db)
  await saveConfiguredSubscribers(
    db,
    BOOK,
    [
      { ...reader, address: 'a@b.kr' },
      { ...reader, address: 'c@d.kr', scope: ['saeol'] },
    ],
    START,
  )
  await insertIncident(db, incident)
  state.down = true
  for (let version = 2; version <= 9; version += 1) {
    await pass()
    await updateIncident(db, { ...incident, version, kind: 'changed' })
    state.now += HOUR / 4
  }
  state.down = false
  await pass()
  await pass()
  assert.deepEqual(sent, ['a@b.kr opened v9'])
})

onBothDatabases('resolved goes to those who were told and to nobody else', async (db) => {
  const { sent, state, pass } = world(db)
  await saveConfiguredSubscribers(db, BOOK, [{ ...reader, address: 'told@b.kr' }], START)
  await insertIncident(db, incident)
  await pass()
  await saveConfiguredSubscribers(
    db,
    BOOK,
    [
      { ...reader, address: 'told@b.kr' },
      { ...reader, address: 'late@b.kr' },
    ],
    START,
  )
  await updateIncident(db, { ...incident, version: 2, kind: 'resolved', status: 'resolved', resolvedAt: START + 1 })
  state.now += 1000
  await pass()
  await pass()
  assert.deepEqual(sent, ['told@b.kr opened v1', 'told@b.kr resolved v2'])
})

onBothDatabases('a worker that dies between call and record is followed by another once its lease ends', async (db) => {
  const { sent, state, pass } = world(db)
  const subscriber = BOOK.idOf('email', 'a@b.kr')
  await saveConfiguredSubscribers(db, BOOK, [{ ...reader, address: 'a@b.kr' }], START)
  await insertIncident(db, incident)
  const dead = {
    subscriber,
    topic: incident.id,
    version: 1,
    kind: 'opened',
    channel: 'email' as const,
    provider: 'smtp',
    tries: 0,
    knownAt: null,
  }
  await claim(db, [dead], 'dead', START, START + 60_000)
  await pass()
  assert.deepEqual(sent, [])
  state.now += 60_000
  await pass()
  assert.deepEqual(sent, ['a@b.kr opened v1'])
  const attempts = await db.selectFrom('attempts').selectAll().execute()
  assert.deepEqual(
    attempts.map(({ state }) => state),
    ['accepted'],
  )
})

onBothDatabases(
  'who may have been told though nobody answered is tried again ever more rarely, and never twice at once',
  async (db) => {
    let calls = 0
    const channel: TellingChannel = {
      channel: 'email',
      provider: 'smtp',
      batch: 20,
      send: async () => {
        calls += 1
        throw new SendError('took it and did not answer', { permanent: false, ambiguous: true })
      },
    }
    const { state, pass } = world(db, channel)
    await saveConfiguredSubscribers(db, BOOK, [{ ...reader, address: 'a@b.kr' }], START)
    await insertIncident(db, incident)
    for (; state.now < START + HOUR; state.now += 15_000) await pass()
    assert.ok(calls >= 5 && calls <= 16, `${calls} calls in an hour`)
  },
)

onBothDatabases(
  'what is in one region alone is told to whoever is there, chose it or chose none, and its end to all who heard',
  async (db) => {
    const { sent, state, pass } = world(db)
    const told = (address: string, more: object = {}) => ({ ...reader, address, scope: [], ...more })
    const early = told('early@b.kr', { preferences: '{"regions":["서울특별시"]}' })
    await saveConfiguredSubscribers(db, BOOK, [early], START)
    await insertIncident(db, incident)
    await pass()
    const others = [
      told('all@b.kr'),
      told('busan@b.kr', { preferences: '{"regions":["부산광역시","대구광역시"]}' }),
      told('seoul@b.kr', { preferences: '{"regions":["서울특별시"]}' }),
      told('center-busan@b.kr', { role: 'center', region: '부산광역시' }),
      told('center-seoul@b.kr', { role: 'center', region: '서울특별시' }),
    ]
    await saveConfiguredSubscribers(db, BOOK, [early, ...others], START)
    state.now += HOUR
    const order = { do: 'regions' as const, incident: incident.id, by: '담당' }
    await assert.rejects(
      carryOut(db, { ...order, regions: ['평양'] }, state.now),
      /No region is called "평양".*서울특별시/,
    )
    await carryOut(db, { ...order, regions: ['부산'] }, state.now)
    assert.match((await incidentById(db, incident.id))?.updates[0]?.body.ko ?? '', /부산광역시에서만/)
    await pass()
    assert.deepEqual(sent.splice(0).sort(), [
      'all@b.kr opened v2',
      'busan@b.kr opened v2',
      'center-busan@b.kr opened v2',
      'early@b.kr changed v2',
      'early@b.kr opened v1',
    ])
    const now = state.now + HOUR
    state.now = now
    const over = {
      version: 3,
      kind: 'resolved' as const,
      status: 'resolved' as const,
      resolvedAt: now,
      regions: ['부산광역시'],
    }
    await updateIncident(db, { ...incident, ...over })
    await pass()
    assert.deepEqual(sent.map((one) => one.split(' ')[0]).sort(), [
      'all@b.kr',
      'busan@b.kr',
      'center-busan@b.kr',
      'early@b.kr',
    ])
  },
)

onBothDatabases('a refused address is not tried again, and whoever left stays left', async (db) => {
  const { sent, state, pass } = world(db)
  const list = [{ ...reader, address: 'a@b.kr' }]
  await saveConfiguredSubscribers(db, BOOK, list, START)
  await insertIncident(db, incident)
  state.answer = { ok: false, permanent: true, code: '550', message: 'no such user' }
  await pass()
  await updateIncident(db, { ...incident, version: 2, kind: 'changed' })
  state.now += HOUR
  await pass()
  assert.equal(sent.length, 1)
  const id = BOOK.idOf('email', 'a@b.kr')
  await leave(db, id, START)
  await saveConfiguredSubscribers(db, BOOK, list, START)
  assert.equal(await confirmSubscriber(db, id, { ...reader, preferences: '{}' }, START), false)
})

onBothDatabases(
  'a template that throws keeps nobody else waiting, and its reader gets the next version',
  async (db) => {
    const sent: string[] = []
    const broken = new Set(['en'])
    const channel = emailChannel(
      {
        name: 'smtp',
        connections: 5,
        send: async ({ to, subject }) => {
          sent.push(`${to} ${subject}`)
          return { ok: true, ref: 'r' }
        },
        close: () => {},
      },
      { from: 'alerts@status.example.kr' },
      {
        open: BOOK.open,
        render: (event, language) => {
          if (broken.has(language)) throw new Error('"latest" is not defined')
          return event
        },
        parts: () => ({
          site: SITE,
          nameOf: (id) => ({ ko: id, en: id }),
          isShared: () => false,
          fallbacksOf: () => [],
          now: 0,
        }),
        secret: 'only-for-this-test',
      },
    )
    const { state, pass } = world(db, channel)
    const list = [
      { ...reader, address: 'en@b.kr', language: 'en' as const },
      { ...reader, address: 'ko1@b.kr' },
      { ...reader, address: 'ko2@b.kr' },
    ]
    await saveConfiguredSubscribers(db, BOOK, list, START)
    await insertIncident(db, incident)
    await pass()
    await pass()
    assert.deepEqual(sent.sort(), ['ko1@b.kr opened', 'ko2@b.kr opened'])
    const failed = await db.selectFrom('attempts').selectAll().where('state', '=', 'failed').execute()
    assert.deepEqual(
      failed.map(({ error }) => error),
      ['"latest" is not defined'],
    )
    broken.clear()
    await updateIncident(db, { ...incident, version: 2, kind: 'changed' })
    state.now += 60_000
    await pass()
    assert.equal(sent.at(-1), 'en@b.kr opened')
  },
)
