import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GIVE_UP_AFTER_MS, providerRetryAfter, retryAfter } from '../../../server/notify/retry.ts'

const SECOND = 1000
const HOUR = 3_600_000

test('the wait doubles from five seconds to fifteen minutes', () => {
  const waits = [1, 2, 3, 4, 8, 9, 1000].map((tries) => (retryAfter('email', tries, 0, 1) ?? 0) / SECOND)
  assert.deepEqual(waits, [5, 10, 20, 40, 640, 900, 900])
})

test('chance spreads the wait over the whole of it, so that not all come back at once', () => {
  assert.equal(retryAfter('email', 3, 0, 0), 0)
  assert.equal(retryAfter('email', 3, 0, 0.25), 5 * SECOND)
  assert.equal(retryAfter('email', 3, 0, 0.5), 10 * SECOND)
})

test('what is for the moment is given up after four hours, for machines and rooms after a day, a mail after three', () => {
  assert.deepEqual(GIVE_UP_AFTER_MS, {
    sms: 4 * HOUR,
    push: 4 * HOUR,
    chat: 24 * HOUR,
    webhook: 24 * HOUR,
    email: 72 * HOUR,
  })
  assert.notEqual(retryAfter('sms', 5, 4 * HOUR - 1, 0.5), null)
  assert.equal(retryAfter('sms', 5, 4 * HOUR, 0.5), null)
  assert.notEqual(retryAfter('email', 5, 4 * HOUR, 0.5), null)
  assert.equal(retryAfter('email', 5, 72 * HOUR, 0.5), null)
})

test('a provider that is down is called again within a minute, however long it has been', () => {
  const waits = [1, 2, 3, 4, 5, 1000].map((failures) => providerRetryAfter(failures, 1) / SECOND)
  assert.deepEqual(waits, [5, 10, 20, 40, 60, 60])
})
