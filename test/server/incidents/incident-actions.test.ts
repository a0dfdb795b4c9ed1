import assert from 'node:assert/strict'
import type { Db } from '../../../data/database.ts'
import { publicIncidents } from '../../../data/queries/incidents.ts'
import { saveConfiguredSubscribers } from '../../../data/queries/subscribers.ts'
import { carryOut } from '../../../server/incidents/incident-actions.ts'
import { createMemory, reconcile } from '../../../server/notify/reconcile.ts'
import { BOOK } from '../../support/address-book.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { incidentIn } from '../../support/told.ts'
import { fault, GOV_PAGE, openCapital } from './capital.ts'

const DOWN = fault('tcp', 'login_page', 'refused')
const TEXT = { ko: '라우터 모듈 고장입니다.', en: 'A router module broke.' }

async function broken(db: Db, holdTextSeconds = 0) {
  const capital = openCapital(db, { holdTextSeconds })
  await capital.rounds(3, { [GOV_PAGE]: null })
  await capital.rounds(4, { [GOV_PAGE]: DOWN })
  return capital
}

async function newest(db: Db) {
  const [incident] = await publicIncidents(db, 1)
  assert.ok(incident)
  return incident
}

/** Passes of the reconciler: who was told what, as `role text`. */
function teller(db: Db, now: () => number) {
  const told: string[] = []
  const memory = createMemory()
  const pass = () =>
    reconcile({
      db,
      memory,
      now,
      random: () => 0.5,
      isSure: async () => true,
      owner: 'one',
      policy: { changeGapSeconds: 1800 },
      log: { info: () => {}, warn: () => {} },
      channels: [
        {
          channel: 'email',
          provider: 'smtp',
          batch: 20,
          send: async (messages) => {
            for (const { candidate, incident } of messages.map((one) => ({ ...one, incident: incidentIn(one) })))
              told.push(`${candidate.subscriber.role} ${incident.updates[0]?.body.ko}`)
            return messages.map(() => ({ ok: true, ref: 'r' }))
          },
        },
      ],
    })
  return { told, pass }
}

async function subscribe(db: Db, now: number) {
  const reader = { channel: 'email' as const, language: 'ko' as const, name: '', scope: [] }
  await saveConfiguredSubscribers(
    db,
    BOOK,
    [
      { ...reader, role: 'public' as const, address: 'a@b.kr' },
      { ...reader, role: 'operator' as const, address: 'o@b.kr' },
    ],
    now,
  )
}

onBothDatabases('a person confirms a cause beside the suspected ones, and the engine suspects no more', async (db) => {
  const capital = await broken(db)
  const { id, version } = await newest(db)
  await carryOut(db, { do: 'confirm', incident: id, text: TEXT, by: '행정안전부' }, capital.now())
  const confirmed = await newest(db)
  assert.deepEqual(
    confirmed.causes.map(({ standing, author, confidence }) => [standing, author, confidence]),
    [
      ['suspected', 'bongsu', 1],
      ['confirmed', '행정안전부', null],
    ],
  )
  assert.deepEqual([confirmed.version, confirmed.status], [version + 1, 'identified'])
  assert.match(confirmed.updates[0]?.body.ko ?? '', /^원인이 확인되었습니다\. 라우터/)
  await capital.rounds(4, { [GOV_PAGE]: fault('path', 'login_page', 'large-packets-lost') })
  assert.equal((await newest(db)).causes.length, 2)
})

onBothDatabases('the operator who takes it first has it, and nobody is told of that', async (db) => {
  const capital = await broken(db)
  const { id, version } = await newest(db)
  const take = (by: string) => carryOut(db, { do: 'take', incident: id, by }, capital.now())
  assert.match(await take('당직'), /^It is yours/)
  capital.wait(1)
  assert.match(await take('팀장'), /^당직 has it since/)
  assert.equal((await newest(db)).version, version)
})

onBothDatabases('what an authority says of the beginning stands, whatever the engine writes after it', async (db) => {
  const capital = await broken(db)
  const { id } = await newest(db)
  const at = capital.now() - 3_600_000
  await carryOut(db, { do: 'began', incident: id, at, says: '행정안전부', by: 'a' }, capital.now())
  await capital.rounds(20, { [GOV_PAGE]: null })
  const over = await newest(db)
  assert.deepEqual([over.status, over.beganAt, over.beganSays], ['resolved', at, '행정안전부'])
})

onBothDatabases('nothing begins in the future, and nothing that is over began after its end', async (db) => {
  const capital = await broken(db)
  const before = await newest(db)
  const began = (at: number) =>
    carryOut(db, { do: 'began', incident: before.id, at, says: '행정안전부', by: 'a' }, capital.now())
  await assert.rejects(began(capital.now() + 60_000), /cannot have begun then/)
  assert.deepEqual(await newest(db), before)
  await capital.rounds(20, { [GOV_PAGE]: null })
  const { resolvedAt } = await newest(db)
  assert.ok(resolvedAt !== null && resolvedAt < capital.now())
  await assert.rejects(began(resolvedAt + 1000), /cannot have begun then/)
})

onBothDatabases('a note is one more update in the words of a person', async (db) => {
  const capital = await broken(db)
  const { id } = await newest(db)
  await carryOut(db, { do: 'note', incident: id, text: TEXT, by: '홍길동' }, capital.now())
  const { updates } = await newest(db)
  assert.deepEqual([updates[0]?.body, updates[0]?.author], [TEXT, '홍길동'])
})

onBothDatabases('a held text is told to operators only, until a person lets it go or its time is over', async (db) => {
  const capital = await broken(db, 600)
  await subscribe(db, capital.now())
  const { told, pass } = teller(db, capital.now)
  const { nextAt } = await pass()
  assert.deepEqual(
    told.map((one) => one.split(' ')[0]),
    ['operator'],
  )
  const { id, updates } = await newest(db)
  assert.equal(nextAt, updates[0]?.publicAt)
  const by = '홍길동'
  assert.match(await carryOut(db, { do: 'list' }, capital.now()), new RegExp(`${id} .*text held`))
  capital.wait(60)
  await carryOut(db, { do: 'release', incident: id, text: TEXT, by }, capital.now())
  await pass()
  assert.deepEqual(told[1], `public ${TEXT.ko}`)
  const released = await newest(db)
  assert.deepEqual([released.announcedAt, released.updatedAt], [capital.now(), capital.now()])
  assert.equal(released.updates[0]?.author, by)
  assert.match(await carryOut(db, { do: 'release', incident: id, text: null, by }, capital.now()), /^No text/)
})

onBothDatabases('a held text goes out by itself when its time is over', async (db) => {
  const capital = await broken(db, 600)
  await subscribe(db, capital.now())
  const { told, pass } = teller(db, capital.now)
  await pass()
  capital.wait(600)
  await pass()
  assert.deepEqual(told.map((one) => one.split(' ')[0]).sort(), ['operator', 'public'])
})

onBothDatabases('an incident for operators is told to nobody else', async (db) => {
  const capital = openCapital(db)
  await subscribe(db, capital.now())
  await capital.rounds(3, { [GOV_PAGE]: null })
  await capital.rounds(12, { [GOV_PAGE]: (place) => (place === 'seoul' ? DOWN : null) })
  const { told, pass } = teller(db, capital.now)
  await pass()
  assert.equal(told.length, 1)
  assert.match(told[0] ?? '', /^operator 서울에서만 문제가 확인되고/)
})

onBothDatabases('an id that no incident has is answered with those that are open', async (db) => {
  const capital = await broken(db)
  const { id } = await newest(db)
  await assert.rejects(
    carryOut(db, { do: 'note', incident: 'nonesuch', text: TEXT, by: 'a' }, capital.now()),
    (error: Error) => error.message.includes('nonesuch') && error.message.includes(id),
  )
})

onBothDatabases('a person ends what nothing looks at any more, but not what is seen to fail', async (db) => {
  const capital = await broken(db)
  const { id } = await newest(db)
  const order = { do: 'end' as const, incident: id, text: TEXT, by: '운영자' }
  await assert.rejects(carryOut(db, order, capital.now()), /seen to fail/)
  assert.equal((await newest(db)).resolvedAt, null)
  capital.wait(3600)
  await capital.sweep()
  const now = capital.now()
  assert.match(await carryOut(db, order, now), /over/)
  const { status, resolvedAt, kind, components, updates } = await newest(db)
  assert.deepEqual([status, resolvedAt, kind, updates[0]?.body], ['resolved', now, 'resolved', TEXT])
  assert.ok(components.every(({ recoveredAt }) => recoveredAt !== null))
  await assert.rejects(carryOut(db, order, now), /over already/)
})
