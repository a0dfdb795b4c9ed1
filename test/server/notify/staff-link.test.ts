import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readStaffToken, staffToken, staffUrl } from '../../../server/notify/staff-link.ts'
import { leaveToken, readLeaveToken } from '../../../server/notify/unsubscribe.ts'
import { SITE } from '../../support/snapshots.ts'

const SECRET = 'only-for-this-test'
const CENTER = { id: '0123456789abcdef01234567', role: 'center', language: 'ko' } as const

test('a link names the center it was made for', () => {
  assert.equal(readStaffToken(SECRET, staffToken(SECRET, CENTER.id)), CENTER.id)
})

test('a link that was altered, lengthened, or signed elsewhere is worth nothing', () => {
  const token = staffToken(SECRET, CENTER.id)
  const [body = '', signature = ''] = token.split('.')
  const other = Buffer.from(JSON.stringify({ center: 'another' })).toString('base64url')
  for (const bad of [
    `${other}.${signature}`,
    body,
    '',
    '.',
    `${token}A`,
    `${token}.A`,
    staffToken('another', CENTER.id),
  ]) {
    assert.equal(readStaffToken(SECRET, bad), null, bad)
  }
})

test('a link to leave reports nothing, and a link to report does not let leave', () => {
  assert.equal(readStaffToken(SECRET, leaveToken(SECRET, { subscriber: CENTER.id, language: 'ko' })), null)
  assert.deepEqual(readLeaveToken(SECRET, staffToken(SECRET, CENTER.id)), { ok: false, why: 'bad' })
})

test('only centers have one, in their language', () => {
  const token = staffToken(SECRET, CENTER.id)
  assert.equal(staffUrl(SECRET, SITE, CENTER), `https://status.example.org/staff/${token}`)
  assert.equal(staffUrl(SECRET, SITE, { ...CENTER, language: 'en' }), `https://status.example.org/en/staff/${token}`)
  for (const role of ['public', 'operator'] as const) assert.equal(staffUrl(SECRET, SITE, { ...CENTER, role }), false)
})
