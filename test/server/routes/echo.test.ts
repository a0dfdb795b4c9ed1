import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Value } from 'typebox/value'
import { ECHO_PATH, EchoSchema } from '../../../probes/result.ts'
import { idleApp } from '../../support/app.ts'

const NOW = 1_700_000_000_000

test('an echo says the nonce and the time, is never stored, and takes only nonces', async (t) => {
  const app = await idleApp({ results: { keys: new Map(), now: () => NOW, record: async () => ({ refused: [] }) } })
  t.after(() => app.close())
  const good = await app.inject(`${ECHO_PATH}?nonce=abc_DEF-123`)
  assert.deepEqual([good.statusCode, good.headers['cache-control']], [200, 'no-store'])
  assert.deepEqual(good.json(), { nonce: 'abc_DEF-123', now: NOW })
  assert.ok(Value.Check(EchoSchema, good.json()))
  for (const query of ['', '?nonce=short', '?nonce=%3Cscript%3E12', `?nonce=${'a'.repeat(65)}`]) {
    assert.equal((await app.inject(`${ECHO_PATH}${query}`)).statusCode, 400)
  }
})

test('one address may not ask without end', async (t) => {
  const app = await idleApp({})
  t.after(() => app.close())
  const codes = new Set<number>()
  for (let turn = 0; turn < 601; turn += 1) codes.add((await app.inject(`${ECHO_PATH}?nonce=12345678`)).statusCode)
  assert.deepEqual([...codes], [200, 429])
})
