import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCatalogue } from '../../../data/catalogue.ts'
import { saveComponentStates } from '../../../data/queries/components.ts'
import type { State } from '../../../data/tables.ts'
import { buildSnapshot, worstState } from '../../../server/publish/build-snapshot.ts'
import { publicId } from '../../../server/publish/public-id.ts'
import { readSnapshot } from '../../../server/publish/read-snapshot.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { NOW, SITE, snapshotOf } from '../../support/snapshots.ts'

const catalogue = loadCatalogue()
const NOTHING = { states: [], days: new Map(), incidents: [], maintenances: [] }

test('what was never checked is unknown, for a named reason, and so is the whole', () => {
  const snapshot = buildSnapshot({ version: 1, now: NOW, site: SITE, catalogue, ...NOTHING })
  const components = snapshot.services.flatMap((service) => service.components)
  assert.ok(components.length > 0)
  for (const { state, reason, lastCheckedAt, days } of components) {
    assert.deepEqual([state, reason, lastCheckedAt], ['unknown', 'never-checked', null])
    assert.ok(days.every(({ milliseconds }) => milliseconds.operational === 0))
  }
  assert.equal(snapshot.state, 'unknown')
  assert.equal(snapshot.version, 1)
})

test('the worst state wins; unknown hides neither an outage nor planned work, and is never good', () => {
  const table: [State[], State][] = [
    [[], 'unknown'],
    [['operational', 'operational'], 'operational'],
    [['operational', 'unknown'], 'unknown'],
    [['under_maintenance', 'unknown'], 'under_maintenance'],
    [['under_maintenance', 'operational'], 'under_maintenance'],
    [['unknown', 'degraded_performance'], 'degraded_performance'],
    [['partial_outage', 'major_outage', 'unknown'], 'major_outage'],
  ]
  for (const [states, expected] of table) assert.equal(worstState(states), expected, states.join(', '))
})

test('a service is out as a whole only when everything in it is', () => {
  const states = (name: 'document-down' | 'all-down') =>
    snapshotOf(name)
      .services.slice(0, 2)
      .map(({ id, state }) => `${id} ${state}`)
  assert.deepEqual(states('document-down'), ['government24 partial_outage', 'saeol operational'])
  assert.deepEqual(states('all-down'), ['government24 major_outage', 'saeol major_outage'])
})

test('a component names the incident that it is part of while that is unresolved', () => {
  const components = snapshotOf('document-down').services.flatMap((service) => service.components)
  const named = components.filter(({ incident }) => incident !== null).map(({ id, incident }) => [id, incident])
  assert.deepEqual(named, [['government24/resident-register', 'inc4k9v2p7zq']])
})

test('a public id is stable, has 12 characters and belongs to one thing', () => {
  const ids = snapshotOf('green').services.flatMap((one) => [one.publicId, ...one.components.map((c) => c.publicId)])
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ids) assert.match(id, /^[a-z0-9]{12}$/)
  assert.equal(publicId('component:saeol/login'), publicId('component:saeol/login'))
})

onBothDatabases('each snapshot that is read has a higher version and what the database holds', async (db) => {
  const state = { component: 'saeol/login', state: 'major_outage' as const, reason: 'confirmed-failures' }
  const instants = { since: NOW - 60_000, last_checked_at: NOW - 5_000, fresh_until: NOW + 60_000 }
  await saveComponentStates(db, [
    { ...state, ...instants, memory: '{}', mark: '', share: 1, created_at: NOW, updated_at: NOW },
  ])
  const first = await readSnapshot(db, SITE, catalogue, NOW)
  const second = await readSnapshot(db, SITE, catalogue, NOW + 1000)
  assert.ok(second.version > first.version)
  const login = second.services.flatMap(({ components }) => components).find(({ id }) => id === 'saeol/login')
  assert.deepEqual([login?.state, login?.since, login?.lastCheckedAt], ['major_outage', NOW - 60_000, NOW - 5_000])
  assert.equal(second.state, 'partial_outage')
})
