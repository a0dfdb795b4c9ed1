// Quiet stretches may be taken at once only because that is exactly the same as single steps.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Evidence, remember } from '../../server/incidents/evidence.ts'
import { type Memory, NO_MEMORY } from '../../server/incidents/memory.ts'
import { DEFAULT_POLICY } from '../../server/incidents/policy.ts'
import { REFUSED } from '../server/incidents/play.ts'
import { isQuiet, quiet, type Stretch } from './quiet.ts'

const PLACES = ['busan', 'daejeon', 'seoul']
const START = Date.UTC(2026, 10, 23, 22)
const EVERY = 30
const RHYTHM = { flow: 'login', durationMs: 1000, everySeconds: EVERY, timeoutSeconds: 20 }
const idOf = (location: string, startedAt: number) => `${location}-${startedAt}`

function run(memory: Memory, location: string, startedAt: number, failed: boolean): Memory {
  const verdict = failed ? ('failed' as const) : ('ok' as const)
  const evidence: Evidence = {
    ...RHYTHM,
    id: idOf(location, startedAt),
    location,
    group: location,
    startedAt,
    verdict,
    fault: failed ? REFUSED : null,
    trigger: 'schedule',
  }
  return remember(memory, evidence, DEFAULT_POLICY, PLACES, startedAt + 1000).memory
}

/** Runs in the order in which they start, each place a third of the interval after the one before. */
function steps(memory: Memory, from: number, until: number, failing: (run: number) => boolean): Memory {
  let after = memory
  for (let index = from; index < until; index += 1) {
    after = run(after, PLACES[index % 3] ?? '', START + index * 10_000, failing(index))
  }
  return after
}

function stretch(from: number, until: number): Stretch {
  const runs = PLACES.map((location, place) => {
    const first = from + ((((place - from) % 3) + 3) % 3)
    return {
      location,
      group: location,
      first: START + first * 10_000,
      count: Math.max(0, Math.ceil((until - first) / 3)),
    }
  })
  return { ...RHYTHM, runs, idOf }
}

test('a quiet stretch taken at once leaves exactly what single steps leave', () => {
  let quietOnes = 0
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(99), { maxLength: 3 }),
      fc.integer({ min: 100, max: 260 }),
      fc.nat(6000),
      (fails, warm, length) => {
        const before = steps(NO_MEMORY, 0, warm, (index) => fails.includes(index))
        const leap = stretch(warm, warm + length)
        if (!isQuiet(before, leap)) return
        quietOnes += 1
        assert.deepEqual(
          quiet(before, leap, DEFAULT_POLICY),
          steps(before, warm, warm + length, () => false),
        )
      },
    ),
    { numRuns: 150 },
  )
  assert.ok(quietOnes > 75, `only ${quietOnes} memories were quiet`)
})

test('what is known of chance is halved on the way as by single steps', () => {
  const warm = steps(NO_MEMORY, 0, 300, () => false)
  const [flow] = warm.flows
  assert.ok(flow)
  const full = flow.groups.map((group) => ({ ...group, healthy: { runs: 39_990, fails: 7 } }))
  const before: Memory = { ...warm, flows: [{ ...flow, groups: full }] }
  assert.deepEqual(
    quiet(before, stretch(300, 400), DEFAULT_POLICY),
    steps(before, 300, 400, () => false),
  )
})

test('a failure that is not dismissed yet, or a silent network, is not quiet', () => {
  const calm = steps(NO_MEMORY, 0, 60, () => false)
  assert.ok(isQuiet(calm, stretch(60, 90)))
  assert.ok(
    !isQuiet(
      steps(calm, 60, 62, (index) => index === 60),
      stretch(62, 90),
    ),
  )
  assert.ok(!isQuiet(calm, stretch(90, 120)))
  assert.ok(!isQuiet(NO_MEMORY, stretch(0, 30)))
})
