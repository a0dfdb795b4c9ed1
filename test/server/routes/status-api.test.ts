// What the published documents do not hold, asked of the whole app.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { IncidentRecord } from '../../../data/queries/incidents.ts'
import { publicDocuments } from '../../../server/publish/documents.ts'
import { createPublisher } from '../../../server/publish/publisher.ts'
import { idleApp } from '../../support/app.ts'
import { SITE, snapshotOf } from '../../support/snapshots.ts'

const [resolved] = snapshotOf('green').incidents
assert.ok(resolved)
const OLD: IncidentRecord = { ...resolved, id: 'inc000000old', kind: 'resolved' }
const PROBLEM = 'application/problem+json; charset=utf-8'

test('an incident that is older than the snapshot is read from the database, as JSON and as a page', async (context) => {
  const base = await serving(context)
  const json = await fetch(`${base}/api/v1/incidents/${OLD.id}`)
  assert.equal(json.status, 200)
  assert.equal(json.headers.get('access-control-allow-origin'), '*')
  assert.match(json.headers.get('cache-control') ?? '', /stale-if-error/)
  assert.equal(((await json.json()) as { incident: { id: string } }).incident.id, OLD.id)
  const page = await fetch(`${base}/en/incidents/${OLD.id}`)
  assert.equal(await page.text(), `en ${OLD.id}`)
  assert.equal(page.headers.get('content-security-policy'), "default-src 'none'")
  assert.equal(page.headers.get('access-control-allow-origin'), null)
})

test('an incident in the snapshot is answered without the database', async (context) => {
  const base = await serving(context)
  const answer = await fetch(`${base}/api/v1/incidents/${resolved.id}`)
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('etag') ?? '', /^"/)
})

test('an unknown incident is a problem that says which one, readable from any origin', async (context) => {
  const base = await serving(context)
  const answer = await fetch(`${base}/api/v1/incidents/nosuchthing0`)
  assert.equal(answer.status, 404)
  assert.equal(answer.headers.get('content-type'), PROBLEM)
  assert.equal(answer.headers.get('access-control-allow-origin'), '*')
  const { title, detail } = (await answer.json()) as { title: string; detail: string }
  assert.equal(title, 'no-such-incident')
  assert.match(detail, /nosuchthing0/)
  assert.equal((await fetch(`${base}/incidents/nosuchthing0`)).status, 404)
})

test('an unknown document of either API is a problem as well', async (context) => {
  const base = await serving(context)
  for (const path of ['/api/v1/nothing', '/api/v2/nothing.json', '/api/v2/incidents/nothing.json?x=1']) {
    const answer = await fetch(base + path, { headers: { accept: 'text/html' } })
    assert.equal(answer.status, 404, path)
    assert.equal(answer.headers.get('content-type'), PROBLEM)
    assert.equal(answer.headers.get('access-control-allow-origin'), '*')
  }
})

async function serving(context: TestContext): Promise<string> {
  const snapshot = snapshotOf('green')
  const publisher = createPublisher()
  publisher.publish(snapshot, publicDocuments(snapshot))
  const app = await idleApp({
    publisher,
    htmlHeaders: ['content-security-policy', "default-src 'none'"],
    statusApi: {
      site: SITE,
      current: publisher.current,
      incidentById: async (id) => (id === OLD.id ? OLD : null),
      renderIncident: ({ id }, language) => `${language} ${id}`,
    },
  })
  context.after(() => app.close())
  return app.listen({ host: '127.0.0.1', port: 0 })
}
