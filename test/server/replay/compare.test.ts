import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differences } from '../../../server/replay/compare.ts'
import type { SaidIncident } from '../../../server/replay/said.ts'

const END = 1_000_000

function incident(given: Partial<SaidIncident> = {}): SaidIncident {
  return {
    cause: 'saeol/authentication',
    root: null,
    audience: 'everyone',
    beganAt: 100_000,
    detectedAt: 130_000,
    toldAt: 130_000,
    delayMs: 30_000,
    resolvedAt: 300_000,
    components: [{ id: 'saeol/login', worst: 'major_outage' }],
    ...given,
  }
}

const changesTo = (given: Partial<SaidIncident>) => {
  const [difference] = differences([incident()], [incident(given)], END)
  return difference?.kind === 'changed' ? difference.changes : (difference?.kind ?? 'same')
}

test('what a server that looks once a second can not help is no difference', () => {
  assert.equal(changesTo({ toldAt: 132_000, resolvedAt: 299_000 }), 'same')
})

test('each difference has a name and its size', () => {
  assert.deepEqual(changesTo({ toldAt: 160_000 }), [{ what: 'told', seconds: 30 }])
  assert.deepEqual(changesTo({ beganAt: 90_000, resolvedAt: 240_000 }), [
    { what: 'began', seconds: -10 },
    { what: 'resolved', seconds: -60 },
  ])
  assert.deepEqual(changesTo({ resolvedAt: null }), [{ what: 'no-longer-resolved' }])
  assert.deepEqual(changesTo({ audience: 'operators', root: 'saeol/gpki' }), [
    { what: 'root', before: null, after: 'saeol/gpki' },
    { what: 'audience', before: 'everyone', after: 'operators' },
  ])
  assert.deepEqual(
    changesTo({
      components: [
        { id: 'saeol/issue', worst: 'major_outage' },
        { id: 'saeol/login', worst: 'partial_outage' },
      ],
    }),
    [
      { what: 'component-added', component: 'saeol/issue' },
      { what: 'state', component: 'saeol/login', before: 'major_outage', after: 'partial_outage' },
    ],
  )
})

test('incidents of other components, or of another time, are two', () => {
  const elsewhere = incident({ components: [{ id: 'saeol/issue', worst: 'major_outage' }] })
  const later = incident({ beganAt: 400_000, detectedAt: 430_000, resolvedAt: 500_000 })
  for (const other of [elsewhere, later]) {
    assert.deepEqual(
      differences([incident()], [other], END)
        .map(({ kind }) => kind)
        .sort(),
      ['only-now', 'only-then'],
    )
  }
})

test('of two the one with more in common is the same', () => {
  const short = incident({ resolvedAt: 140_000, detectedAt: 131_000 })
  const found = differences([incident()], [short, incident()], END)
  assert.deepEqual(
    found.map((one) => one.kind === 'only-now' && one.after),
    [short],
  )
})
