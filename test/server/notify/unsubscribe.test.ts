import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CONFIRM_WITHIN_MS,
  confirmToken,
  leaveToken,
  readConfirmToken,
  readLeaveToken,
} from '../../../server/notify/unsubscribe.ts'

const SECRET = 'only-for-this-test'
const NOW = Date.UTC(2026, 10, 24, 5)
const BAD = { ok: false, why: 'bad' }
const leaving = { subscriber: 'abc', language: 'ko' as const }
const confirming = { ...leaving, scope: ['gov24', 'saeol/login'], expiresAt: NOW + CONFIRM_WITHIN_MS }

test('a link says what it was made for', () => {
  assert.deepEqual(readLeaveToken(SECRET, leaveToken(SECRET, leaving)), { ok: true, claim: leaving })
  const read = readConfirmToken(SECRET, confirmToken(SECRET, confirming), NOW)
  assert.deepEqual(read, { ok: true, claim: confirming })
})

test('a link needs no escaping in an address', () => {
  for (const token of [leaveToken(SECRET, leaving), confirmToken(SECRET, confirming)]) {
    assert.equal(encodeURIComponent(token), token)
  }
})

test('a link to confirm ends after a day', () => {
  const token = confirmToken(SECRET, confirming)
  assert.equal(readConfirmToken(SECRET, token, confirming.expiresAt - 1).ok, true)
  assert.deepEqual(readConfirmToken(SECRET, token, confirming.expiresAt), { ok: false, why: 'expired' })
})

test('a link signed with another secret is worth nothing', () => {
  assert.deepEqual(readLeaveToken(SECRET, leaveToken('another', leaving)), BAD)
  assert.deepEqual(readConfirmToken(SECRET, confirmToken('another', confirming), NOW), BAD)
})

test('a link whose words were changed is worth nothing', () => {
  const [, signature] = leaveToken(SECRET, leaving).split('.')
  const words = Buffer.from(JSON.stringify({ ...leaving, subscriber: 'other' })).toString('base64url')
  assert.deepEqual(readLeaveToken(SECRET, `${words}.${signature}`), BAD)
})

test('a link that lost or gained a letter is worth nothing', () => {
  const token = leaveToken(SECRET, leaving)
  for (const broken of [token.slice(0, -1), `${token}A`, `A${token}`, token.replace('.', ''), '', '.', '한글.한글']) {
    assert.deepEqual(readLeaveToken(SECRET, broken), BAD, broken)
  }
})

test('a link to leave cannot confirm, nor the other way round', () => {
  assert.deepEqual(readConfirmToken(SECRET, leaveToken(SECRET, leaving), NOW), BAD)
  assert.deepEqual(readLeaveToken(SECRET, confirmToken(SECRET, confirming)), BAD)
})
