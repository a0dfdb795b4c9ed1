import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Value } from 'typebox/value'
import { publicDocuments } from '../../../server/publish/documents.ts'
import { createPublisher } from '../../../server/publish/publisher.ts'
import type { PublicIncident, Snapshot } from '../../../server/publish/snapshot.ts'
import { IncidentPageSchema, incidentPage } from '../../../server/publish/status-api/incident-list.ts'
import { ComponentHistorySchema, OneComponentSchema } from '../../../server/publish/status-api/one-component.ts'
import { idleApp } from '../../support/app.ts'
import { NOW, SITE, snapshotOf } from '../../support/snapshots.ts'

const HOUR = 3600_000

/** Seven past ones, an hour apart, two of them with the same start; the newest is open. */
function snapshot(count = 7): Snapshot {
  const plain = snapshotOf('document-down')
  const [model] = plain.incidents
  assert.ok(model)
  const made = Array.from({ length: count }, (_, index): PublicIncident => {
    const beganAt = NOW - (index === 3 ? 2 : index) * HOUR - HOUR
    return { ...model, id: `inc${index}`, beganAt, resolvedAt: index === 0 ? null : beganAt + HOUR / 2 }
  })
  return { ...plain, incidents: made.slice(0, 4), history: { ...plain.history, incidents: made.slice(4) } }
}

const idsOf = ({ incidents }: { incidents: { id: string }[] }) => incidents.map(({ id }) => id)

test('pages follow each other without gap or repetition, also when a new incident comes in between', () => {
  const first = incidentPage(snapshot(), { limit: 3 })
  assert.deepEqual(idsOf(first), ['inc0', 'inc1', 'inc2'])
  assert.ok(Value.Check(IncidentPageSchema, first))
  const grown = snapshot()
  const [model] = grown.incidents
  assert.ok(model && first.next)
  const newer = { ...grown, incidents: [{ ...model, id: 'new', beganAt: NOW }, ...grown.incidents] }
  const second = incidentPage(newer, { limit: 3, cursor: first.next })
  assert.deepEqual(idsOf(second), ['inc3', 'inc4', 'inc5'])
  const last = incidentPage(newer, { limit: 3, cursor: second.next ?? '' })
  assert.deepEqual([idsOf(last), last.next], [['inc6'], null])
})

test('they can be asked by state, service, component and time', () => {
  assert.deepEqual(idsOf(incidentPage(snapshot(), { status: 'open' })), ['inc0'])
  assert.equal(idsOf(incidentPage(snapshot(), { status: 'resolved' })).length, 6)
  assert.equal(idsOf(incidentPage(snapshot(), { service: 'government24' })).length, 7)
  assert.deepEqual(idsOf(incidentPage(snapshot(), { component: 'saeol/login' })), [])
  const from = new Date(NOW - 3 * HOUR).toISOString()
  assert.deepEqual(idsOf(incidentPage(snapshot(), { from })), ['inc0', 'inc1', 'inc2', 'inc3'])
  assert.deepEqual(idsOf(incidentPage(snapshot(), { to: '2026-11-24' })), [])
})

const BAD: [query: string, says: RegExp][] = [
  ['cursor=abc', /none of ours/],
  ['from=yesterday', /`from` is no time/],
  ['limit=0', /limit/],
  ['status=closed', /status/],
  ['colour=red', /There are the parameters status, service/],
]

test('what cannot be understood is told with how to mend it', async (context) => {
  const base = await serving(context)
  for (const [query, says] of BAD) {
    const answer = await fetch(`${base}/api/v1/incidents?${query}`)
    assert.equal(answer.status, 400, query)
    assert.match(answer.headers.get('content-type') ?? '', /problem\+json/)
    assert.match(((await answer.json()) as { detail: string }).detail, says)
  }
  const unknown = await fetch(`${base}/api/v1/fallbacks?document=nothing`)
  assert.match(((await unknown.json()) as { detail: string }).detail, /api\/v1\/documents lists them/)
})

test('the next page is linked in the header, and leads on', async (context) => {
  const base = await serving(context)
  const answer = await fetch(`${base}/api/v1/incidents?limit=5&status=resolved`)
  const link = /<(.+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1] ?? ''
  assert.ok(link.startsWith(`${SITE.url}/api/v1/incidents?`))
  const next = (await (await fetch(base + link.slice(SITE.url.length))).json()) as { incidents: { id: string }[] }
  assert.deepEqual(idsOf(next), ['inc6'])
})

test('given a document, what works stands first', async (context) => {
  const base = await serving(context)
  const answer = await fetch(`${base}/api/v1/fallbacks?document=resident-register`)
  const { fallbacks } = (await answer.json()) as { fallbacks: { id: string; brokenBy: string[] }[] }
  assert.equal(fallbacks[0]?.id, 'kiosk')
  assert.ok((fallbacks.at(-1)?.brokenBy.length ?? 0) > 0)
})

test('a component and its history fit their schemas', async (context) => {
  const base = await serving(context)
  const one = await (await fetch(`${base}/api/v1/components/government24/login`)).json()
  const past = await (await fetch(`${base}/api/v1/components/government24/login/history`)).json()
  assert.deepEqual([...Value.Errors(OneComponentSchema, one)], [])
  assert.deepEqual([...Value.Errors(ComponentHistorySchema, past)], [])
})

async function serving(context: TestContext): Promise<string> {
  const publisher = createPublisher()
  publisher.publish(snapshot(), publicDocuments(snapshot()))
  const statusApi = {
    site: SITE,
    current: publisher.current,
    incidentById: async () => null,
    renderIncident: () => null,
  }
  const app = await idleApp({ publisher, statusApi })
  context.after(() => app.close())
  return app.listen({ host: '127.0.0.1', port: 0 })
}
