import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { State } from '../../../data/tables.ts'
import { publicDocuments } from '../../../server/publish/documents.ts'
import { createPublisher } from '../../../server/publish/publisher.ts'
import type { PublicIncident, Snapshot } from '../../../server/publish/snapshot.ts'
import { availabilityDocument } from '../../../server/publish/status-api/availability.ts'
import { componentHistoryDocument } from '../../../server/publish/status-api/component-history.ts'
import { allComponents } from '../../../server/publish/status-api/components.ts'
import { incidentPage } from '../../../server/publish/status-api/incidents.ts'
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

test('the past of a component can be asked for by days of Korea, and its figures are of those days', () => {
  const all = pastOf({})
  assert.equal(all.days.length, 90)
  const some = pastOf({ from: '2026-11-04', to: '2026-11-06' })
  assert.deepEqual(
    some.days.map(({ day }) => day),
    ['2026-11-04', '2026-11-05'],
  )
  assert.equal(some.availability.downMinutes, 50)
  assert.equal(all.availability.downMinutes, 50)
  assert.equal(pastOf({ from: '2026-11-05' }).availability.downMinutes, 0)
  assert.deepEqual(
    pastOf({ from: '2026-11-03T23:59:00+09:00', to: '2026-11-04T00:00:00+09:00' }).days.map(({ day }) => day),
    ['2026-11-03'],
  )
})

test('each change of its state names the incident that tells of it, newest first', () => {
  const { changes, incidents } = pastOf({}, 'government24/resident-register', snapshotOf('document-down'))
  assert.deepEqual(
    changes.map(({ at, to, incident }) => [at, to, incident]),
    [
      ['2026-11-24T04:55:00.000Z', 'major_outage', 'inc4k9v2p7zq'],
      ['2026-11-24T04:31:00.000Z', 'major_outage', 'inc4k9v2p7zq'],
    ],
  )
  assert.deepEqual(incidents, ['inc4k9v2p7zq'])
  const early = pastOf(
    { to: '2026-11-24T13:40:00+09:00' },
    'government24/resident-register',
    snapshotOf('document-down'),
  )
  assert.equal(early.changes.length, 1)
})

test('changes that no incident tells of are there too, and none names an incident of operators alone', () => {
  const told = snapshotOf('document-down')
  const id = 'government24/resident-register'
  const decidedAt = Date.parse('2026-11-24T04:40:00Z')
  const change = (at: string, from: State, to: State, incident: string | null) => ({
    at: Date.parse(at),
    decidedAt,
    from,
    to,
    reason: 'no-fresh-results',
    incident,
  })
  const recorded = [
    change('2026-11-24T04:31:00Z', 'unknown', 'major_outage', 'inc4k9v2p7zq'),
    change('2026-11-24T01:00:00Z', 'operational', 'unknown', 'of-operators'),
  ]
  const { changes } = pastOf({}, id, { ...told, history: { ...told.history, changes: new Map([[id, recorded]]) } })
  assert.deepEqual(
    changes.map(({ at, to, incident }) => [at, to, incident]),
    [
      // since the log was read, from what the incident tells
      ['2026-11-24T04:55:00.000Z', 'major_outage', 'inc4k9v2p7zq'],
      ['2026-11-24T04:31:00.000Z', 'major_outage', 'inc4k9v2p7zq'],
      ['2026-11-24T01:00:00.000Z', 'unknown', null],
    ],
  )
})

test('availability of 90 days, or of a year with its months, of all or of one component', () => {
  const [short] = availabilityDocument(snapshot(), { span: '90d', component: 'government24/login' }).components
  assert.deepEqual(Object.keys(short ?? {}), ['id', 'target', 'ninetyDays'])
  const [long] = availabilityDocument(snapshot(), { span: '12m', component: 'government24/login' }).components
  assert.deepEqual(Object.keys(long ?? {}), ['id', 'target', 'twelveMonths', 'months'])
  assert.deepEqual(
    long?.months?.map(({ month }) => month),
    ['2026-08', '2026-09', '2026-10', '2026-11'],
  )
  assert.equal(availabilityDocument(snapshot(), { span: '90d' }).components.length > 5, true)
})

const BAD: [path: string, says: RegExp][] = [
  ['incidents?cursor=abc', /none of ours/],
  ['incidents?from=yesterday', /`from` is no time.*2026-11-24/],
  ['incidents?from=2026-11-24T09:00:00', /with its offset/],
  ['incidents?from=2026-11-24&to=2026-11-23', /`from` is not before `to`/],
  ['incidents?limit=0', /`limit` must be >= 1/],
  ['incidents?status=closed', /`status` .*: open, resolved/],
  ['incidents?colour=red', /`colour` is no parameter here\. There are the parameters status, service/],
  ['incidents/?colour=red', /`colour` is no parameter here/],
  ['incidents?service=goverment24', /No service is called "goverment24"/],
  ['incidents?component=saeol/nothing', /No component is called "saeol\/nothing"/],
  ['fallbacks?document=nothing', /api\/v1\/documents lists them/],
  ['availability?span=1y', /`span` .*: 90d, 12m/],
  ['availability?component=nothing', /api\/v1\/components lists them/],
  ['components/government24/login/history?to=soon', /`to` is no time/],
]

test('what cannot be understood is told with how to mend it', async (context) => {
  const base = await serving(context)
  for (const [path, says] of BAD) {
    const answer = await fetch(`${base}/api/v1/${path}`)
    assert.equal(answer.status, 400, path)
    assert.match(answer.headers.get('content-type') ?? '', /problem\+json/)
    assert.equal(answer.headers.get('access-control-allow-origin'), '*')
    assert.match(((await answer.json()) as { detail: string }).detail, says)
  }
})

test('a component that there is not is a problem that names the list', async (context) => {
  const base = await serving(context)
  for (const path of ['saeol/nothing', 'saeol/nothing/history', 'saeol/nothing/history?from=2026-11-01']) {
    const answer = await fetch(`${base}/api/v1/components/${path}`)
    assert.equal(answer.status, 404, path)
    const { detail } = (await answer.json()) as { detail: string }
    assert.match(detail, /"saeol\/nothing" here\. \/api\/v1\/components lists what there is/)
  }
})

test('before the first snapshot nothing is called missing', async (context) => {
  const base = await serving(context, createPublisher())
  for (const path of ['status', 'incidents?status=open', 'components/saeol/login']) {
    assert.equal((await fetch(`${base}/api/v1/${path}`)).status, 503, path)
  }
})

test('the next page is linked in the header, and leads on', async (context) => {
  const base = await serving(context)
  const answer = await fetch(`${base}/api/v1/incidents?limit=5&status=resolved`)
  const link = /<(.+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1] ?? ''
  assert.ok(link.startsWith(`${SITE.url}/api/v1/incidents?limit=5&status=resolved&cursor=`))
  assert.match(answer.headers.get('access-control-expose-headers') ?? '', /link/)
  const last = await fetch(base + link.slice(SITE.url.length))
  assert.deepEqual([idsOf((await last.json()) as never), last.headers.get('link')], [['inc6'], null])
})

test('an answer to a question has an ETag as well, and is compressed', async (context) => {
  const url = `${await serving(context)}/api/v1/incidents?status=open`
  const answer = await fetch(url)
  assert.equal(answer.headers.get('content-encoding'), 'gzip')
  const again = await fetch(url, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })
  assert.deepEqual([again.status, await again.text()], [304, ''])
  const head = await fetch(url, { method: 'HEAD', headers: { 'accept-encoding': 'identity' } })
  assert.deepEqual([head.status, await head.text()], [200, ''])
  assert.equal((await fetch(url, { method: 'POST' })).status, 405)
})

test('given a document or a component that is down, what works stands first', async (context) => {
  const base = await serving(context)
  for (const question of ['document=resident-register', 'component=government24/resident-register']) {
    const answer = await fetch(`${base}/api/v1/fallbacks?${question}`)
    const { fallbacks } = (await answer.json()) as { fallbacks: { id: string; brokenBy: string[] }[] }
    assert.equal(fallbacks[0]?.id, 'kiosk', question)
    const broken = fallbacks.map(({ brokenBy }) => brokenBy.length > 0)
    assert.deepEqual(broken, broken.toSorted(), question)
  }
})

function pastOf(question: { from?: string; to?: string }, id = 'government24/login', of = snapshot()) {
  const component = allComponents(of.services).find((one) => one.id === id)
  assert.ok(component)
  return componentHistoryDocument(of, component, question)
}

function published() {
  const publisher = createPublisher()
  publisher.publish(snapshot(), publicDocuments(snapshot()))
  return publisher
}

async function serving(context: TestContext, publisher = published()): Promise<string> {
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
