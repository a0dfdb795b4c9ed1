import assert from 'node:assert/strict'
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { pushChannel, pushKeys } from '../../../server/notify/push.ts'
import { renderMessage } from '../../../views/render.ts'
import { BOOK } from '../../support/address-book.ts'
import { SITE, snapshotOf } from '../../support/snapshots.ts'
import { startReceiver, toldAt } from './receiver.ts'

const KEYS = pushKeys('only-for-this-test')
const [INCIDENT] = snapshotOf('document-down').incidents
const PARTS = {
  site: SITE,
  nameOf: (id: string) => ({ ko: id, en: id }),
  isShared: () => false,
  fallbacksOf: () => [],
  now: Date.UTC(2026, 10, 24, 6),
}

async function pushService(context: TestContext) {
  const { got, outside, url } = await startReceiver(context)
  const needs = { render: renderMessage, parts: () => PARTS, open: BOOK.open, keys: KEYS, contact: 'mailto:a@b.kr' }
  return { got, channel: pushChannel(outside, needs), origin: url }
}

/** A browser: its private half, and what it hands out. */
function browser(endpoint: string) {
  const ecdh = createECDH('prime256v1')
  const auth = randomBytes(16)
  const keys = { p256dh: ecdh.generateKeys('base64url'), auth: auth.toString('base64url') }
  /** RFC 8291 and RFC 8188, written from their text. */
  const read = (body: Buffer) => {
    const [salt, theirs, sealed] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)]
    const derive = (key: Uint8Array, by: Uint8Array, info: (string | Buffer)[], bytes: number) =>
      Buffer.from(hkdfSync('sha256', key, by, Buffer.concat(info.map((part) => Buffer.from(part))), bytes))
    const shared = ecdh.computeSecret(theirs)
    const secret = derive(shared, auth, ['WebPush: info\0', ecdh.getPublicKey(), theirs], 32)
    const key = derive(secret, salt, ['Content-Encoding: aes128gcm\0'], 16)
    const nonce = derive(secret, salt, ['Content-Encoding: nonce\0'], 12)
    const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16))
    const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
    return JSON.parse(padded.subarray(0, padded.lastIndexOf(2)).toString()) as Record<string, string>
  }
  return { address: JSON.stringify({ endpoint, keys }), read }
}

function told(address: string) {
  assert.ok(INCIDENT)
  return toldAt('push', address, INCIDENT, 'opened')
}

test('only the browser itself can read what it is told, and its push service sees that we sent it', async (context) => {
  const { got, channel, origin } = await pushService(context)
  const { address, read } = browser(`${origin}/201`)
  const [answer] = await channel.send([told(address)])
  assert.deepEqual(answer, { ok: true, ref: `${INCIDENT?.id}.v3.opened` })
  const [call] = got
  assert.ok(call)
  assert.deepEqual(
    [call.headers.ttl, call.headers.urgency, call.headers['content-encoding']],
    ['14400', 'high', 'aes128gcm'],
  )
  const note = read(call.body)
  assert.deepEqual([note.tag, note.url, note.language], [INCIDENT?.id, `/incidents/${INCIDENT?.id}`, 'ko'])
  assert.match(note.title ?? '', /^\[봉수\]/)
  assert.match(note.body ?? '', /부터/)
  assert.ok(!call.body.includes(Buffer.from(INCIDENT?.id ?? '-')))

  const [, token = '', key = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(call.headers.authorization ?? '') ?? []
  assert.equal(key, KEYS.publicKey)
  const [head = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(key, 'base64url')
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  const signer = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const }
  assert.ok(verify('sha256', Buffer.from(`${head}.${claims}`), signer, Buffer.from(signature, 'base64url')))
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: string; sub: string }
  assert.deepEqual([said.aud, said.sub], [origin, 'mailto:a@b.kr'])
})

test('a subscription that is no more is said so, and whatever else it answers is tried again', async (context) => {
  const { channel, origin } = await pushService(context)
  const statuses = [404, 410, 429, 500]
  const answers = await channel.send(statuses.map((status) => told(browser(`${origin}/${status}`).address)))
  assert.deepEqual(
    answers.map((answer) => !answer.ok && [answer.code, answer.permanent]),
    [
      ['404', true],
      ['410', true],
      ['429', false],
      ['500', false],
    ],
  )
})

test('one subscription that cannot be used keeps no other from being told', async (context) => {
  const { got, channel, origin } = await pushService(context)
  const bad = JSON.stringify({ endpoint: `${origin}/201`, keys: { p256dh: 'AAAA', auth: 'AAAA' } })
  const answers = await channel.send([told(bad), told(browser(`${origin}/201`).address)])
  assert.deepEqual(
    answers.map(({ ok }) => ok),
    [false, true],
  )
  assert.equal(got.length, 1)
})

test('the keys follow from the secret, and from nothing else', () => {
  assert.deepEqual(pushKeys('only-for-this-test'), KEYS)
  assert.notDeepEqual(pushKeys('another'), KEYS)
})
