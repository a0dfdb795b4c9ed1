import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http, { type RequestListener } from 'node:http'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openSession } from '../../../probes/checks/http.ts'
import { StepFailure } from '../../../probes/flow.ts'
import { certificateAuthority, html, listen, lossyPath, nameServer, serve } from './servers.ts'

const LIMITS = { tlsMs: 300, headersMs: 300, idleMs: 300, pathMs: 250 }
const large = html(`<p>${'가나다라 '.repeat(400)}</p>`)

function open(t: TestContext, target: { ca?: string; resolvers?: string[] } = {}, limits = {}) {
  const session = openSession({
    target,
    userAgent: 'Bongsu/0.1 test',
    signal: new AbortController().signal,
    limits: { ...LIMITS, ...limits },
  })
  t.after(() => session.close())
  return session
}

async function faultOf(work: Promise<unknown>): Promise<StepFailure> {
  const error = await work.catch((reason: unknown) => reason)
  assert.ok(error instanceof StepFailure, String(error))
  return error
}

const answerWith =
  (body: string): RequestListener =>
  (_, answer) =>
    void answer.writeHead(200, { 'content-type': 'text/html', 'content-length': Buffer.byteLength(body) }).end(body)

test('a page that stalls because large packets are lost both ways is a fault of the path', async (t) => {
  const port = await lossyPath(t, await listen(t, http.createServer(answerWith(large))))
  const fault = await faultOf(open(t).get(`http://127.0.0.1:${port}/page`))
  assert.deepEqual([fault.layer, fault.code], ['path', 'large-packets-lost'])
  assert.match(fault.message, /both ways: small exchanges pass .* request of 3000 bytes gets no answer and .*; 0 bytes/)
})

test('large packets lost only on the way to us are found by the announced length', async (t) => {
  const port = await lossyPath(t, await listen(t, http.createServer(answerWith(large))), { up: false })
  const fault = await faultOf(open(t).get(`http://127.0.0.1:${port}/page`))
  assert.deepEqual([fault.layer, fault.code], ['path', 'large-packets-lost'])
  assert.match(fault.message, /answers larger than about 1400 bytes stall/)
})

test('a submitted form that stalls is compared with a page that came whole before', async (t) => {
  let broken = false
  const form = html(`<form method="post" action="/go"><input name="a" value="b"></form><p>${'가'.repeat(900)}</p>`)
  const server = http.createServer(answerWith(form))
  const port = await lossyPath(t, await listen(t, server), { up: false, active: () => broken })
  const session = open(t)
  const page = await session.get(`http://127.0.0.1:${port}/form`)
  broken = true
  assert.equal((await faultOf(session.submit(page.form()))).layer, 'path')
})

test('a certificate that does not arrive, while a tiny hello is answered, is a fault of the path', async (t) => {
  const { pem, issue } = await certificateAuthority()
  const server = https.createServer(await issue('www.gov.test', '2099-01-01', 40), answerWith('x'))
  const port = await lossyPath(t, await listen(t, server))
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-ca-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'ca.pem'), pem)
  const target = { ca: join(folder, 'ca.pem'), resolvers: [await nameServer(t, () => ({ addresses: ['127.0.0.1'] }))] }
  const fault = await faultOf(open(t, target).get(`https://www.gov.test:${port}/`))
  assert.deepEqual([fault.layer, fault.code], ['path', 'large-packets-lost'])
  assert.match(fault.message, /certificate does not arrive/)
})

test('a small certificate passes, and the large page behind it is a fault of the path', async (t) => {
  const { pem, issue } = await certificateAuthority()
  const port = await lossyPath(t, await listen(t, https.createServer(await issue('www.gov.test'), answerWith(large))))
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-ca-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'ca.pem'), pem)
  const target = { ca: join(folder, 'ca.pem'), resolvers: [await nameServer(t, () => ({ addresses: ['127.0.0.1'] }))] }
  const fault = await faultOf(open(t, target).get(`https://www.gov.test:${port}/`))
  assert.deepEqual([fault.layer, fault.code], ['path', 'large-packets-lost'])
})

test('a server too busy for anything stays a fault of http', async (t) => {
  const origin = await serve(t, () => {})
  const fault = await faultOf(open(t).get(`${origin}/`))
  assert.deepEqual([fault.layer, fault.code], ['http', 'headers-timeout'])
})

test('one slow page on a quick server stays a fault of http, even if its HEAD is quick', async (t) => {
  const origin = await serve(t, (request, answer) => {
    if (request.url !== '/slow' || request.method === 'HEAD') answer.end()
  })
  const fault = await faultOf(open(t).get(`${origin}/slow`))
  assert.deepEqual([fault.layer, fault.code], ['http', 'headers-timeout'])
})

test('a slow page stays a fault of http when a large page still comes whole', async (t) => {
  const origin = await serve(t, (request, answer) => {
    if (request.url === '/slow' && request.method === 'GET') return
    answerWith(large)(request, answer as never)
  })
  const session = open(t)
  await session.get(`${origin}/large`)
  const fault = await faultOf(session.get(`${origin}/slow`))
  assert.deepEqual([fault.layer, fault.code], ['http', 'headers-timeout'])
})

test('a body that stops while everything else passes stays a fault of http and says how much came', async (t) => {
  const origin = await serve(t, (request, answer) => {
    if (request.method === 'HEAD' || request.url === '/') return void answer.end()
    answer.writeHead(200, { 'content-type': 'text/html' }).write('begin')
  })
  const fault = await faultOf(open(t).get(`${origin}/page`))
  assert.deepEqual([fault.layer, fault.code], ['http', 'body-stalled'])
  assert.match(fault.message, /\d{2,3} bytes arrived/)
})

test('a server that gives up a connection on which nothing gets through does not hide the path', async (t) => {
  const server = http.createServer(answerWith(large))
  server.on('connection', (socket) => setTimeout(() => socket.destroy(), 1_200))
  const port = await lossyPath(t, await listen(t, server), { closes: true })
  const fault = await faultOf(open(t, {}, { headersMs: 3_000 }).get(`http://127.0.0.1:${port}/page`))
  assert.deepEqual([fault.layer, fault.code], ['path', 'large-packets-lost'])
})

test('a connection that is broken after a silence stays a fault of http where nothing is lost', async (t) => {
  const origin = await serve(t, (request, answer) => {
    if (request.url !== '/page') answerWith(large)(request, answer as never)
    else if (request.method === 'HEAD') answer.end()
    else setTimeout(() => request.socket.destroy(), 1_200)
  })
  const fault = await faultOf(open(t, {}, { headersMs: 3_000 }).get(`${origin}/page`))
  assert.deepEqual([fault.layer, fault.code], ['http', 'connection-closed'])
})
