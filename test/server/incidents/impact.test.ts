import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { State } from '../../../data/tables.ts'
import { impactOf, worseImpact } from '../../../server/incidents/impact.ts'

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
