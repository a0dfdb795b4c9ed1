import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { State } from '../../../data/tables.ts'
import { impactOf, worseImpact } from '../../../server/incidents/impact.ts'
import { maintenanceOf, maintenanceStatus } from '../../../server/incidents/maintenance.ts'

const TABLE: [title: string, states: State[], size: number, impact: string][] = [
  ['nothing broken has no impact', ['operational'], 5, 'none'],
  ['slowness is minor', ['degraded_performance', 'degraded_performance'], 5, 'minor'],
  ['one component partly out is minor', ['partial_outage'], 5, 'minor'],
  ['several partly out are major', ['partial_outage', 'partial_outage'], 5, 'major'],
  ['one out is major', ['major_outage', 'operational'], 5, 'major'],
  ['half of a service out is critical', ['major_outage', 'major_outage'], 4, 'critical'],
  ['the only component of a service out is major', ['major_outage'], 1, 'major'],
]

for (const [title, states, size, impact] of TABLE) test(title, () => assert.equal(impactOf(states, size), impact))

test('of two impacts the worse one counts', () => assert.equal(worseImpact('major', 'minor'), 'major'))

const WINDOW = { components: ['saeol', 'government24/login'], startsAt: 100, endsAt: 200 }

test('a maintenance is in progress from its start until just before its end', () => {
  assert.deepEqual(
    [99, 100, 199, 200].map((now) => maintenanceStatus(WINDOW, now)),
    ['scheduled', 'in_progress', 'in_progress', 'completed'],
  )
})

test('a maintenance covers the components it names and all of a service it names, nothing else', () => {
  const active = (component: string) => maintenanceOf([WINDOW], component, 150).active
  assert.deepEqual(['saeol/login', 'government24/login', 'government24/front', 'saeol-two/login'].map(active), [
    true,
    true,
    false,
    false,
  ])
})

test('maintenances that overlap end with the last of them', () => {
  const windows = [WINDOW, { ...WINDOW, startsAt: 150, endsAt: 300 }]
  assert.deepEqual(maintenanceOf(windows, 'saeol/login', 160), { active: true, since: 100 })
  assert.deepEqual(maintenanceOf(windows, 'saeol/login', 250), { active: true, since: 150 })
  assert.deepEqual(maintenanceOf(windows, 'saeol/login', 300), { active: false, since: 300 })
})
