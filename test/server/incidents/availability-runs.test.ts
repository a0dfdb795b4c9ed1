import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { RunFacts } from '../../../data/queries/history.ts'
import { countRuns, durationAt, mergeRuns, runsText } from '../../../server/incidents/availability-runs.ts'

const run = (verdict: string, duration_ms = 100, layer: string | null = null): RunFacts => ({
  started_at: 0,
  verdict,
  duration_ms,
  fault: layer && JSON.stringify({ layer }),
})

test('runs are counted by verdict, failing ones by layer, and only working ones are timed', () => {
  const counts = countRuns([
    run('ok'),
    run('slow'),
    run('failed', 9000, 'tls'),
    run('failed', 1, 'tls'),
    run('inconclusive'),
  ])
  assert.deepEqual([counts.ok, counts.slow, counts.failed, counts.inconclusive], [1, 1, 2, 1])
  assert.deepEqual(counts.layers, { tls: 2 })
  assert.equal(
    Object.values(counts.durations).reduce((a, b) => a + b, 0),
    2,
  )
})

test('a quantile is within one percent of the sorted list, also over merged parts', () => {
  const durations = fc.array(fc.double({ min: 1, max: 120_000, noNaN: true }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(durations, fc.integer({ min: 0, max: 60 }), fc.constantFrom(0.5, 0.9), (list, cut, q) => {
      const runs = list.map((duration) => run('ok', duration))
      const counts = mergeRuns([countRuns(runs.slice(0, cut)), countRuns(runs.slice(cut))])
      const exact = list.toSorted((a, b) => a - b)[Math.floor(q * (list.length - 1))] ?? 0
      assert.ok(Math.abs((durationAt(counts, q) ?? 0) - exact) <= 0.0101 * exact)
      assert.equal(runsText(counts), runsText(countRuns(runs)))
    }),
  )
})

test('without runs there is no quantile', () => {
  assert.equal(durationAt(countRuns([]), 0.5), null)
})
