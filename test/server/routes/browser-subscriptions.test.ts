import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Db } from '../../../data/database.ts'
import { changeChoices } from '../../../data/queries/choices.ts'
import { findSubscriber } from '../../../data/queries/subscribers.ts'
import { normaliseAddress } from '../../../server/notify/settings.ts'
import { readManageToken } from '../../../server/notify/unsubscribe.ts'
import { BOOK } from '../../support/address-book.ts'
import { idleApp } from '../../support/app.ts'
import { onBothDatabases } from '../../support/databases.ts'

const SECRET = 'only-for-this-test'
const NOW = Date.UTC(2026, 10, 24, 5)

/** As PushSubscription.toJSON() gives it. */
function subscription(name: string) {
  const keys = { p256dh: randomBytes(65).toString('base64url'), auth: randomBytes(16).toString('base64url') }
  return { endpoint: `https://push.example.org/${name}`, expirationTime: null, keys }
}

const find = (db: Db, one: object) => findSubscriber(db, BOOK, 'push', normaliseAddress('push', JSON.stringify(one)))

async function asking(db: Db) {
  const app = await idleApp({ browserSubscriptions: { db, now: () => NOW, secret: SECRET, book: BOOK } })
  return async (path: string, payload: object) => {
    const answer = await app.inject({ method: 'POST', url: `/subscribe/browser${path}`, payload })
    const { manage } = answer.json<{ manage?: string | null }>()
    return { status: answer.statusCode, manage, owner: readManageToken(SECRET, manage?.split('/').at(-1) ?? '') }
  }
}

onBothDatabases('a browser is told at once, in its language, and is led to its settings', async (db) => {
  const ask = await asking(db)
  const one = subscription('one')
  const { status, manage, owner } = await ask('', { subscription: one, language: 'en' })
  const found = await find(db, one)
  assert.deepEqual([status, found?.status, found?.language, owner], [201, 'active', 'en', found?.id])
  assert.match(manage ?? '', /^\/en\/manage\//)
  assert.doesNotMatch(found?.address ?? '', /push\.example/)
  const again = await ask('/settings', { subscription: one, language: 'ko' })
  assert.equal(again.owner, found?.id)
  const stranger = await ask('/settings', { subscription: subscription('two'), language: 'ko' })
  assert.deepEqual([stranger.status, stranger.manage], [200, null])
})

onBothDatabases('who subscribes again keeps their choices, and so does a browser with a new address', async (db) => {
  const ask = await asking(db)
  const [old, renewed] = [subscription('old'), subscription('new')]
  await ask('', { subscription: old, language: 'ko' })
  const { id = '' } = (await find(db, old)) ?? {}
  await changeChoices(db, id, { language: 'ko', scope: ['saeol'], preferences: '{"kinds":["opened"]}' })
  await ask('', { subscription: old, language: 'en' })
  assert.deepEqual((await find(db, old))?.scope, ['saeol'])
  await ask('', { subscription: renewed, language: 'en', replaces: old })
  const found = await find(db, renewed)
  assert.deepEqual(
    [found?.status, found?.language, found?.scope, found?.preferences],
    ['active', 'ko', ['saeol'], '{"kinds":["opened"]}'],
  )
  assert.equal((await find(db, old))?.status, 'left')
})

onBothDatabases('what is no subscription of a browser is refused, and nothing is kept', async (db) => {
  const ask = await asking(db)
  const good = subscription('one')
  for (const bad of [
    null,
    {},
    { ...good, endpoint: 'http://push.example.org/one' },
    { ...good, keys: { ...good.keys, p256dh: 'short' } },
    { ...good, keys: { ...good.keys, auth: '' } },
  ]) {
    assert.equal((await ask('', { subscription: bad, language: 'ko' })).status, 422, JSON.stringify(bad))
  }
  assert.equal((await ask('', { subscription: good, language: 'fr' })).status, 400)
  assert.deepEqual(await db.selectFrom('subscribers').selectAll().execute(), [])
})
