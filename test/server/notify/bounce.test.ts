import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordBounce } from '../../../data/queries/bounces.ts'
import { insertIncident } from '../../../data/queries/incidents.ts'
import { saveConfiguredSubscribers, subscriberById } from '../../../data/queries/subscribers.ts'
import {
  bounceAddress,
  bouncedSubscriber,
  bounceKind,
  enhancedStatus,
  readBounce,
} from '../../../server/notify/bounce.ts'
import { BOOK } from '../../support/address-book.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { incident, reader, START, world } from './world.ts'

const SECRET = 'only-for-this-test'
const ID = BOOK.idOf('email', 'a@b.kr')
const BACK = bounceAddress('bounces@example.org', ID, SECRET)
const DAY = 86_400_000

/** A report as mail servers send it (RFC 3464), or of another type. */
function report(to: string, type: string, body: string): Buffer {
  return Buffer.from(
    [
      'From: MAILER-DAEMON@mx.example.kr',
      `To: ${to}`,
      'Subject: Undelivered Mail Returned to Sender',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=x; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Sorry: a@b.kr',
      '--b',
      `Content-Type: ${type}`,
      '',
      body,
      '--b--',
      '',
    ].join('\r\n'),
  )
}

const delivery = (status: string, action = 'failed') =>
  `Reporting-MTA: dns; mx.example.kr\r\n\r\nFinal-Recipient: rfc822; a@b.kr\r\nAction: ${action}\r\nStatus: ${status}\r\n`

test('a returned mail belongs to whom it was sent, and to nobody when the address is forged', () => {
  assert.match(BACK, /^bounces\+[0-9a-f]{24}-[0-9a-f]{16}@example\.org$/)
  assert.ok((BACK.split('@')[0] ?? '').length <= 64)
  assert.equal(bouncedSubscriber(BACK, SECRET), ID)
  assert.equal(bouncedSubscriber(BACK, 'another'), null)
  assert.equal(bouncedSubscriber(BACK.replace(ID, 'f'.repeat(24)), SECRET), null)
  assert.equal(bouncedSubscriber('bounces@example.org', SECRET), null)
})

test('what comes back is read: an address that is none, trouble that may pass, complaints; anything else is nothing', async () => {
  const read = (type: string, body: string, to = BACK) => readBounce(report(to, type, body), null, SECRET)
  const kind = 'message/delivery-status'
  assert.deepEqual(await read(kind, delivery('5.1.1')), { subscriber: ID, kind: 'hard', reason: '5.1.1' })
  assert.deepEqual(await read(kind, delivery('4.2.2')), { subscriber: ID, kind: 'soft', reason: '4.2.2' })
  assert.deepEqual(await read(kind, delivery('5.7.1')), { subscriber: ID, kind: 'soft', reason: '5.7.1' })
  assert.equal((await read('message/feedback-report', 'Feedback-Type: abuse\r\n'))?.kind, 'complaint')
  assert.equal(await read(kind, delivery('4.4.1', 'delayed')), null)
  assert.equal(await read('text/plain', 'I am on holiday.'), null)
  assert.equal(await read(kind, delivery('5.1.1'), 'bounces@example.org'), null)
  const named = await readBounce(report('bounces@example.org', kind, delivery('5.1.1')), BACK, SECRET)
  assert.equal(named?.subscriber, ID, 'the mail server says to whom it came')
})

test('only the address itself is for good', () => {
  assert.deepEqual(['5.1.1', '5.1.10', '5.1.8', '5.2.2', '5.7.1', '4.1.1'].map(bounceKind), [
    'hard',
    'hard',
    'soft',
    'soft',
    'soft',
    'soft',
  ])
  assert.equal(enhancedStatus('smtp.example.kr: 550 5.1.1 no such user (550)'), '5.1.1')
  assert.equal(enhancedStatus('refused'), null)
})

onBothDatabases(
  'who cannot be reached is told no more: at once for good, otherwise after three times in three days',
  async (db) => {
    const people = ['a@b.kr', 'full@b.kr', 'angry@b.kr'].map((address) => ({ ...reader, address }))
    await saveConfiguredSubscribers(db, BOOK, people, START)
    const bounce = (address: string, kind: 'soft' | 'hard' | 'complaint', at: number) =>
      recordBounce(db, { subscriber: BOOK.idOf('email', address), kind, reason: 'x', at })
    const stands = async (address: string) => {
      const row = await db
        .selectFrom('subscribers')
        .selectAll()
        .where('id', '=', BOOK.idOf('email', address))
        .executeTakeFirst()
      return [row?.status, row?.left_because]
    }
    assert.equal(await bounce('a@b.kr', 'hard', START), true)
    assert.deepEqual(await stands('a@b.kr'), ['left', 'bounced'])
    assert.equal(await bounce('a@b.kr', 'hard', START), false, 'whoever left is left alone')
    for (const at of [0, 1, 2]) assert.equal(await bounce('full@b.kr', 'soft', START + at), false, 'three in a moment')
    assert.equal(await bounce('full@b.kr', 'soft', START + 3 * DAY), true)
    assert.equal(await bounce('angry@b.kr', 'complaint', START), true)
    assert.deepEqual(await stands('angry@b.kr'), ['left', 'complained'])
    assert.equal(await bounce('nobody@b.kr', 'hard', START), false)
    await saveConfiguredSubscribers(db, BOOK, people, START)
    assert.deepEqual(await stands('a@b.kr'), ['left', 'bounced'], 'a list that still names them brings nobody back')
  },
)

onBothDatabases('an address that the mail server says is none is told no more', async (db) => {
  const { state, pass } = world(db)
  await saveConfiguredSubscribers(db, BOOK, [{ ...reader, address: 'a@b.kr' }], START)
  await insertIncident(db, incident)
  state.answer = { ok: false, permanent: true, code: '550', message: 'mx: 550 5.1.1 unknown' }
  await pass()
  assert.equal((await subscriberById(db, ID))?.status, 'left')
})
