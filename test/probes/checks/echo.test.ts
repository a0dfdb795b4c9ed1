import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { test } from 'node:test'
import { askEcho } from '../../../probes/checks/echo.ts'
import { serve } from './servers.ts'

const NOW = 1_700_000_000_000
const signal = new AbortController().signal

const answering =
  (answer: (nonce: string) => [status: number, body: string]): RequestListener =>
  (request, response) => {
    const nonce = new URL(request.url ?? '', 'http://x').searchParams.get('nonce') ?? ''
    const [status, body] = answer(nonce)
    response.writeHead(status).end(body)
  }

test('the offset is what the server says less our own time, and the nonce proves that it is the server', async (t) => {
  const server = await serve(
    t,
    answering((nonce) => [200, JSON.stringify({ nonce, now: NOW - 3_200 })]),
  )
  assert.deepEqual(await askEcho([server], () => NOW, signal), { echo: 'ok', clockOffsetMs: -3_200 })
})

test('an answer that took long says nothing about the clock', async (t) => {
  const server = await serve(
    t,
    answering((nonce) => [200, JSON.stringify({ nonce, now: NOW })]),
  )
  let now = NOW
  const slowly = () => {
    now += 1_000
    return now
  }
  assert.deepEqual(await askEcho([server], slowly, signal), { echo: 'ok', clockOffsetMs: null })
})

for (const [what, answer, echo] of [
  ['another nonce', [200, '{"nonce":"00000000","now":1}'], 'other'],
  ['a login page of a proxy', [200, '<p>Welcome'], 'other'],
  ['a redirect', [302, ''], 'other'],
  ['a captive portal', [511, ''], 'other'],
  ['a guard in front of the server', [403, '<p>No'], 'unknown'],
  ['a server that knows no echo', [404, '{}'], 'unknown'],
  ['a server in trouble', [503, ''], 'failed'],
] as const) {
  test(`${what} is ${echo}`, async (t) => {
    const server = await serve(
      t,
      answering(() => [...answer]),
    )
    assert.deepEqual(await askEcho([server], () => NOW, signal), { echo, clockOffsetMs: null })
  })
}

test('one of two servers is enough, and the clock that is nearer counts', async (t) => {
  const far = await serve(
    t,
    answering((nonce) => [200, JSON.stringify({ nonce, now: NOW + 90_000 })]),
  )
  const near = await serve(
    t,
    answering((nonce) => [200, JSON.stringify({ nonce, now: NOW - 5 })]),
  )
  assert.deepEqual(await askEcho(['http://127.0.0.1:1', far, near], () => NOW, signal), {
    echo: 'ok',
    clockOffsetMs: -5,
  })
  assert.deepEqual(await askEcho(['http://127.0.0.1:1'], () => NOW, signal), { echo: 'failed', clockOffsetMs: null })
  assert.deepEqual(await askEcho([], () => NOW, signal), { echo: 'unknown', clockOffsetMs: null })
})
