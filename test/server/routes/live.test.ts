import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { createLive, type Live } from '../../../server/publish/live.ts'
import { idleApp } from '../../support/app.ts'
import { snapshotOf } from '../../support/snapshots.ts'

const GREEN = { ...snapshotOf('green'), version: 7 }
const DOWN = { ...snapshotOf('document-down'), version: 8 }

test('a page that listens hears of what changed, and not of the times of checks', async (context) => {
  const live = createLive(10)
  live.tell(GREEN)
  const page = await listen(context, live, '/live?version=7')
  live.tell({ ...GREEN, version: 8, at: GREEN.at + 1000 })
  live.tell({ ...DOWN, version: 9 })
  live.beat()
  const heard = await until(page, /event: beat/)
  assert.deepEqual(
    [...heard.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id),
    ['9'],
  )
  assert.match(heard, /event: version\ndata: \{"version":9,"at":\d+\}\n\n/)
})

test('a page that comes back with an older version is told at once, one that knows is not', async (context) => {
  const live = createLive(10)
  live.tell(GREEN)
  live.tell(DOWN)
  const older = await listen(context, live, '/live', { 'last-event-id': '7' })
  assert.match(await until(older, /event: version/), /"version":8/)
  const newer = await listen(context, live, '/live?version=8')
  live.beat()
  assert.doesNotMatch(await until(newer, /event: beat/), /event: version/)
})

test('proxies are told not to keep events back, and nobody is to keep the answer', async (context) => {
  const page = await listen(context, createLive(1), '/live')
  assert.equal(page.headers['content-type'], 'text/event-stream; charset=utf-8')
  assert.equal(page.headers['x-accel-buffering'], 'no')
  assert.equal(page.headers['cache-control'], 'no-store')
})

test('beyond as many as allowed a page is asked to come back later', async (context) => {
  const live = createLive(1)
  const base = await serving(context, live)
  await opened(context, `${base}/live`)
  const refused = await opened(context, `${base}/live`)
  assert.equal(refused.statusCode, 503)
  assert.equal(refused.headers['retry-after'], '30')
  assert.match(await until(refused, /\}$/), /too-many-open/)
})

test('who left is forgotten, and closing ends all', async (context) => {
  const live = createLive(10)
  const base = await serving(context, live)
  const [one, other] = [await opened(context, `${base}/live`), await opened(context, `${base}/live`)]
  assert.equal(live.count(), 2)
  one.destroy()
  while (live.count() > 1) await new Promise((resolve) => setImmediate(resolve))
  other.resume()
  live.close()
  await once(other, 'end')
  assert.equal(live.count(), 0)
})

async function listen(context: TestContext, live: Live, path: string, headers: Record<string, string> = {}) {
  return opened(context, `${await serving(context, live)}${path}`, headers)
}

async function serving(context: TestContext, live: Live): Promise<string> {
  const app = await idleApp({ live: { live } })
  await app.listen({ host: '127.0.0.1', port: 0 })
  context.after(() => app.close())
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
}

async function opened(context: TestContext, url: string, headers: Record<string, string> = {}) {
  const request = get(url, { headers, agent: false })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  context.after(() => request.destroy())
  request.on('error', () => {})
  return answer.setEncoding('utf8')
}

/** All that was heard so far, once it has what is wanted. */
async function until(answer: IncomingMessage, wanted: RegExp): Promise<string> {
  let heard = ''
  answer.on('data', (chunk) => {
    heard += chunk
  })
  while (!wanted.test(heard)) await once(answer, 'data')
  return heard
}
