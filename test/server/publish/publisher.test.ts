import assert from 'node:assert/strict'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { publishBytes } from '../../../server/publish/bytes.ts'
import { bestEncoding, createPublisher } from '../../../server/publish/publisher.ts'
import { snapshotOf } from '../../support/snapshots.ts'

const CONTENT = JSON.stringify({ text: '정상'.repeat(500) })

test('a document is served with its type, a strong ETag and the headers that caches need', async (context) => {
  const { headers, status, body } = await ask(await serving(context), '/api/v1/status')
  assert.equal(status, 200)
  assert.equal(body.toString(), CONTENT)
  assert.equal(headers['content-type'], 'application/json; charset=utf-8')
  assert.match(String(headers.etag), /^"[\w-]{22}-identity"$/)
  assert.match(String(headers['cache-control']), /stale-while-revalidate=86400/)
  assert.equal(headers.vary, 'accept-encoding')
  assert.equal(headers['access-control-allow-origin'], '*')
})

test('brotli and gzip carry the same content under ETags of their own', async (context) => {
  const base = await serving(context)
  const br = await ask(base, '/api/v1/status', { 'accept-encoding': 'gzip, deflate, br' })
  const gzip = await ask(base, '/api/v1/status', { 'accept-encoding': 'gzip' })
  assert.equal(brotliDecompressSync(br.body).toString(), CONTENT)
  assert.equal(gunzipSync(gzip.body).toString(), CONTENT)
  assert.notEqual(br.headers.etag, gzip.headers.etag)
})

test('a client that has the content gets 304 without a body', async (context) => {
  const base = await serving(context)
  const br = { 'accept-encoding': 'br' }
  const { headers } = await ask(base, '/api/v1/status', br)
  for (const condition of [String(headers.etag), `W/${headers.etag}`, `"other", ${headers.etag}`, '*']) {
    const again = await ask(base, '/api/v1/status', { ...br, 'if-none-match': condition })
    assert.equal(again.status, 304, condition)
    assert.equal(again.headers.etag, headers.etag)
    assert.equal(again.headers.vary, 'accept-encoding')
    assert.equal(again.body.length, 0)
  }
  assert.equal((await ask(base, '/api/v1/status', { ...br, 'if-none-match': '"other"' })).status, 200)
})

test('a cache that holds another encoding is sent the one that its client reads', async (context) => {
  const base = await serving(context)
  const { headers } = await ask(base, '/api/v1/status', { 'accept-encoding': 'br' })
  const plain = await ask(base, '/api/v1/status', { 'if-none-match': String(headers.etag) })
  assert.equal(plain.status, 200)
  assert.equal(plain.body.toString(), CONTENT)
})

test('HEAD tells the length without the body, and a preflight is allowed', async (context) => {
  const base = await serving(context)
  const head = await ask(base, '/api/v1/status', {}, 'HEAD')
  assert.equal(head.headers['content-length'], String(Buffer.byteLength(CONTENT)))
  assert.equal(head.body.length, 0)
  const preflight = await ask(base, '/api/v1/status', { origin: 'https://example.org' }, 'OPTIONS')
  assert.equal(preflight.status, 204)
  assert.equal(preflight.headers['access-control-allow-origin'], '*')
})

test('a query and, in the API, a slash at the end lead to the same document; anything else goes to the router', async (context) => {
  const base = await serving(context)
  assert.equal((await ask(base, '/api/v1/status?x=1')).status, 200)
  assert.equal((await ask(base, '/api/v1/status/')).status, 200)
  assert.equal((await ask(base, '/nothing')).status, 418)
})

test('what can only be read answers 405 with what it allows, while forms beside pages stay with the router', async (context) => {
  const base = await serving(context)
  const refused = await ask(base, '/api/v1/status', {}, 'POST')
  assert.equal(refused.status, 405)
  assert.equal(refused.headers.allow, 'GET, HEAD, OPTIONS')
  assert.equal(JSON.parse(refused.body.toString()).title, 'method-not-allowed')
  assert.equal((await ask(base, '/', {}, 'POST')).status, 418)
})

test('an older snapshot never takes the place of a newer one', () => {
  const publisher = createPublisher()
  const snapshot = snapshotOf('green')
  publisher.publish({ ...snapshot, version: 8 }, new Map())
  publisher.publish({ ...snapshot, version: 7 }, new Map())
  assert.equal(publisher.current()?.version, 8)
})

test('the best encoding that the client takes is chosen, and q=0 is a refusal', () => {
  const table: [string | undefined, string][] = [
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip;q=1.0, br;q=0', 'gzip'],
    ['br;q=0, gzip;q=0', 'identity'],
    ['*', 'br'],
    ['identity', 'identity'],
    ['GZIP', 'gzip'],
    ['brotli', 'identity'],
  ]
  for (const [accepted, expected] of table) assert.equal(bestEncoding(accepted), expected, accepted)
})

async function serving(context: TestContext): Promise<string> {
  const publisher = createPublisher()
  const document = publishBytes({
    type: 'application/json; charset=utf-8',
    headers: ['access-control-allow-origin', '*'],
    content: () => CONTENT,
  })
  publisher.publish(
    snapshotOf('green'),
    new Map([
      ['/', document],
      ['/api/v1/status', document],
    ]),
  )
  const server = createServer((request, response) => {
    if (!publisher.answer(request, response)) response.writeHead(418).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  context.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function ask(base: string, path: string, headers: Record<string, string> = {}, method = 'GET') {
  type Answer = { status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }
  return new Promise<Answer>((resolve, reject) => {
    const request = httpRequest(base + path, { method, headers, agent: false }, async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk)
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })
    })
    request.on('error', reject).end()
  })
}
