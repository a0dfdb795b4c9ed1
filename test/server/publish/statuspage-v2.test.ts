// The Statuspage documents against a strict schema; statuspage-clients.test.ts has real clients read them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import Type, { type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { statuspageWord } from '../../../server/publish/statuspage/components.ts'
import { STATUSPAGE_DOCUMENTS } from '../../../server/publish/statuspage-v2.ts'
import { NOW, SNAPSHOT_NAMES, type SnapshotName, snapshotOf } from '../../support/snapshots.ts'

const strict = { additionalProperties: false } as const
const Id = Type.String({ pattern: '^[a-z0-9]{12}$' })
const Time = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}\\+09:00$' })
const MaybeTime = Type.Union([Time, Type.Null()])
const MaybeText = Type.Union([Type.String(), Type.Null()])
const ComponentStatus = Type.Enum([
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
  'under_maintenance',
])
const Page = Type.Object(
  { id: Id, name: Type.String(), url: Type.String(), time_zone: Type.Literal('Asia/Seoul'), updated_at: Time },
  strict,
)
const Component = Type.Object(
  {
    id: Id,
    name: Type.String(),
    status: ComponentStatus,
    created_at: Time,
    updated_at: Time,
    position: Type.Integer({ minimum: 1 }),
    description: MaybeText,
    showcase: Type.Boolean(),
    start_date: Type.Union([Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), Type.Null()]),
    group_id: Type.Union([Id, Type.Null()]),
    page_id: Id,
    group: Type.Boolean(),
    only_show_if_degraded: Type.Boolean(),
    components: Type.Optional(Type.Array(Id)),
  },
  strict,
)
const Affected = Type.Object(
  { code: Id, name: Type.String(), old_status: ComponentStatus, new_status: ComponentStatus },
  strict,
)
const update = (status: TSchema) =>
  Type.Object(
    {
      id: Id,
      status,
      body: Type.String(),
      incident_id: Id,
      created_at: Time,
      updated_at: Time,
      display_at: Time,
      affected_components: Type.Union([Type.Array(Affected), Type.Null()]),
      deliver_notifications: Type.Boolean(),
      custom_tweet: Type.Null(),
      tweet_id: Type.Null(),
    },
    strict,
  )
const IncidentStatus = Type.Enum(['investigating', 'identified', 'monitoring', 'resolved', 'postmortem'])
const incidentFields = (status: TSchema, updateStatus: TSchema) => ({
  id: Id,
  name: Type.String(),
  status,
  created_at: Time,
  updated_at: Time,
  monitoring_at: MaybeTime,
  resolved_at: MaybeTime,
  impact: Type.Enum(['none', 'minor', 'major', 'critical', 'maintenance']),
  shortlink: Type.String({ pattern: '^https://' }),
  started_at: Time,
  page_id: Id,
  incident_updates: Type.Array(update(updateStatus), { minItems: 1 }),
  components: Type.Array(Component),
  reminder_intervals: Type.Null(),
})
const Incident = Type.Object(incidentFields(IncidentStatus, IncidentStatus), strict)
const Maintenance = Type.Object(
  {
    ...incidentFields(Type.Enum(['scheduled', 'in_progress', 'verifying', 'completed']), Type.String()),
    scheduled_for: Time,
    scheduled_until: Time,
  },
  strict,
)
const Status = Type.Object(
  {
    indicator: Type.Enum(['none', 'minor', 'major', 'critical', 'maintenance']),
    description: Type.Enum([
      'All Systems Operational',
      'Partially Degraded Service',
      'Minor Service Outage',
      'Partial System Outage',
      'Major Service Outage',
      'Service Under Maintenance',
    ]),
  },
  strict,
)
const maintenances = Type.Object(
  { page: Page, scheduled_maintenances: Type.Array(Maintenance, { maxItems: 50 }) },
  strict,
)
const incidents = Type.Object({ page: Page, incidents: Type.Array(Incident, { maxItems: 50 }) }, strict)
const SHAPES: Record<string, TSchema> = {
  '/summary.json': Type.Object(
    {
      page: Page,
      components: Type.Array(Component),
      incidents: Type.Array(Incident),
      scheduled_maintenances: Type.Array(Maintenance),
      status: Status,
    },
    strict,
  ),
  '/status.json': Type.Object({ page: Page, status: Status }, strict),
  '/components.json': Type.Object({ page: Page, components: Type.Array(Component) }, strict),
  '/incidents.json': incidents,
  '/incidents/unresolved.json': incidents,
  '/scheduled-maintenances.json': maintenances,
  '/scheduled-maintenances/upcoming.json': maintenances,
  '/scheduled-maintenances/active.json': maintenances,
}

test('every document has exactly the shape that strict clients take, in every state', () => {
  assert.deepEqual(STATUSPAGE_DOCUMENTS.map(({ path }) => path).sort(), Object.keys(SHAPES).sort())
  for (const name of SNAPSHOT_NAMES) {
    for (const { path, build } of STATUSPAGE_DOCUMENTS) {
      assert.deepEqual([...Value.Errors(SHAPES[path] as TSchema, build(snapshotOf(name)))], [], `${path} of ${name}`)
    }
  }
})

test('the indicator says in English what the page shows, and nothing unknown is ever "none"', () => {
  const said = (name: SnapshotName) =>
    (documentOf(name, '/status.json') as { status: { indicator: string; description: string } }).status
  assert.deepEqual(said('green'), { indicator: 'none', description: 'All Systems Operational' })
  assert.deepEqual(said('document-down'), { indicator: 'major', description: 'Partial System Outage' })
  assert.deepEqual(said('all-down'), { indicator: 'critical', description: 'Major Service Outage' })
  assert.deepEqual(said('unknown'), { indicator: 'minor', description: 'Partially Degraded Service' })
  assert.deepEqual(said('maintenance'), { indicator: 'maintenance', description: 'Service Under Maintenance' })
  assert.notEqual(statuspageWord('unknown'), 'operational')
})

test('a group lists its children and they name it', () => {
  type Body = { components: { id: string; group: boolean; group_id: string | null; components?: string[] }[] }
  const { components } = documentOf('green', '/components.json') as Body
  const groups = components.filter(({ group }) => group)
  assert.equal(groups.length, 5)
  for (const { id, components: children } of groups) {
    assert.deepEqual(
      children,
      components.filter(({ group_id }) => group_id === id).map((child) => child.id),
    )
  }
})

test('an incident with a report is one with a postmortem, whose text is its newest update', () => {
  const snapshot = snapshotOf('document-down')
  const [open] = snapshot.incidents
  assert.ok(open)
  const report = { language: 'en' as const, body: 'The switch was replaced.', author: '담당', at: NOW }
  const incidents = [{ ...open, status: 'resolved' as const, resolvedAt: NOW, reports: [report] }]
  const path = '/incidents.json'
  const body = STATUSPAGE_DOCUMENTS.find((one) => one.path === path)?.build({ ...snapshot, incidents })
  assert.deepEqual([...Value.Errors(SHAPES[path] as TSchema, body)], [])
  const [told] = (body as { incidents: { status: string; incident_updates: { status: string; body: string }[] }[] })
    .incidents
  assert.equal(told?.status, 'postmortem')
  assert.deepEqual([told?.incident_updates[0]?.status, told?.incident_updates[0]?.body], ['postmortem', report.body])
})

test('upcoming and active maintenance are told apart', () => {
  type Body = { scheduled_maintenances: { status: string }[] }
  const statuses = (path: string) =>
    (documentOf('maintenance', path) as Body).scheduled_maintenances.map(({ status }) => status)
  assert.deepEqual(statuses('/scheduled-maintenances/upcoming.json'), ['scheduled'])
  assert.deepEqual(statuses('/scheduled-maintenances/active.json'), ['in_progress'])
})

function documentOf(name: SnapshotName, wanted: string): object {
  const found = STATUSPAGE_DOCUMENTS.find(({ path }) => path === wanted)
  assert.ok(found)
  return found.build(snapshotOf(name))
}
