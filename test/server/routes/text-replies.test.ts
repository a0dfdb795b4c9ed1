import assert from 'node:assert/strict'
import type { Db } from '../../../data/database.ts'
import { findSubscriber, saveConfiguredSubscribers } from '../../../data/queries/subscribers.ts'
import { BOOK } from '../../support/address-book.ts'
import { idleApp } from '../../support/app.ts'
import { onBothDatabases } from '../../support/databases.ts'

const SECRET = 'only-for-this-test'
const NUMBER = '+821020000000'

async function world(db: Db) {
  const person = { channel: 'sms' as const, language: 'ko' as const, role: 'public' as const, name: '', scope: [] }
  await saveConfiguredSubscribers(db, BOOK, [{ ...person, address: NUMBER }], 1)
  const app = await idleApp({
    textReplies: { db, now: () => 2, book: BOOK, secret: SECRET, fields: { from: 'sender', text: 'msg' } },
  })
  const post = async (payload: object | string, authorization = `Bearer ${SECRET}`, url = '/hooks/text-replies') => {
    const type = typeof payload === 'string' ? 'application/x-www-form-urlencoded' : 'application/json'
    const answer = await app.inject({ method: 'POST', url, payload, headers: { authorization, 'content-type': type } })
    return answer.statusCode
  }
  const status = async () => (await findSubscriber(db, BOOK, 'sms', NUMBER))?.status
  return { post, status }
}

for (const words of ['수신거부', '[수신 거부]', '무료수신거부', ' 그만 보내세요', '해지', 'STOP']) {
  onBothDatabases(`whoever answers "${words}" is told no more`, async (db) => {
    const { post, status } = await world(db)
    assert.equal(await post({ sender: '010-2000-0000', msg: words }), 204)
    assert.equal(await status(), 'left')
  })
}

onBothDatabases('whoever answers anything else goes on being told, and a stranger gets the same answer', async (db) => {
  const { post, status } = await world(db)
  assert.equal(await post({ sender: '01020000000', msg: '감사합니다. 언제 그만 고장 나나요' }), 204)
  assert.equal(await post({ sender: '01030000000', msg: '수신거부' }), 204)
  assert.equal(await status(), 'active')
})

onBothDatabases('only the company may say so, by header or address; as JSON or a form', async (db) => {
  const { post, status } = await world(db)
  const form = 'sender=01020000000&msg=%EC%88%98%EC%8B%A0%EA%B1%B0%EB%B6%80'
  assert.equal(await post(form, ''), 401)
  assert.equal(await post(form, 'Bearer another'), 401)
  assert.equal(await post({ sender: 'nobody', msg: '수신거부' }), 422)
  assert.equal(await post({ sender: '01020000000' }), 422)
  assert.equal(await status(), 'active')
  assert.equal(await post(form, '', `/hooks/text-replies?key=${SECRET}`), 204)
  assert.equal(await status(), 'left')
})
