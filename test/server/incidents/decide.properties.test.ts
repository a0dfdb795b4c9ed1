// What the rule must keep to whatever happens.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openDatabase } from '../../../data/database.ts'
import { componentStates, transitionsSince } from '../../../data/queries/components.ts'
import { openIncidents, publicIncidents } from '../../../data/queries/incidents.ts'
import { MARKS, STATES } from '../../../data/tables.ts'
import { decide, type Situation } from '../../../server/incidents/decide.ts'
import { type Evidence, remember } from '../../../server/incidents/evidence.ts'
import { type Memory, NO_MEMORY } from '../../../server/incidents/memory.ts'
import { DEFAULT_POLICY } from '../../../server/incidents/policy.ts'
import { isTrouble } from '../../../server/incidents/severity.ts'
import { fails, LOGIN, openTown, REFUSED, REGISTER, SAEOL_LOGIN, START, works } from './town.ts'

const LOCATIONS = ['seoul', 'busan']
const MINUTE = 60_000

const run = fc.record({
  flow: fc.constantFrom('a', 'b'),
  location: fc.constantFrom(...LOCATIONS),
  verdict: fc.constantFrom('ok', 'slow', 'failed', 'inconclusive'),
  afterMs: fc.integer({ min: 0, max: 3 * MINUTE }),
})
const history = fc.array(run, { maxLength: 40 })
const current = fc.record({
  state: fc.constantFrom(...STATES),
  since: fc.constant(START),
  mark: fc.constantFrom(...MARKS),
})

type Run = { flow: string; location: string; verdict: string; afterMs: number }

function live(runs: Run[]): { memory: Memory; now: number } {
  let memory: Memory = NO_MEMORY
  let now = START
  for (const [index, one] of runs.entries()) {
    now += one.afterMs
    memory = remember(memory, evidenceOf(one, index, now), DEFAULT_POLICY, LOCATIONS, now).memory
  }
  return { memory, now }
}

function evidenceOf({ flow, location, verdict }: Run, index: number, startedAt: number): Evidence {
  const fault = verdict === 'failed' ? REFUSED : null
  const rhythm = { durationMs: 0, everySeconds: 60, timeoutSeconds: 20, trigger: 'schedule' as const }
  const place = { location, group: location }
  return { id: String(index), flow, ...place, startedAt, verdict: verdict as Evidence['verdict'], fault, ...rhythm }
}

function situation(memory: Memory, state: Situation['current'], now: number, inIncident: boolean): Situation {
  const maintenance = { active: false, since: 0 }
  const known = { current: state, memory, policy: DEFAULT_POLICY, groups: LOCATIONS, maintenance, inIncident, now }
  return { ...known, staff: null, inference: null }
}

test('it never says operational unless every known flow has fresh evidence and none is known to fail', () => {
  fc.assert(
    fc.property(history, current, fc.boolean(), fc.nat(10 * MINUTE), (runs, state, inIncident, later) => {
      const { memory, now } = live(runs)
      const at = now + later
      const decision = decide(situation(memory, state, at, inIncident))
      if (decision.state !== 'operational') return
      const heard = memory.flows.filter(({ groups }) => groups.some(({ freshUntil }) => freshUntil !== null))
      assert.ok(heard.length > 0)
      for (const { flow, condition, groups } of heard) {
        assert.ok(
          groups.some(({ freshUntil }) => (freshUntil ?? 0) >= at),
          `${flow} is stale`,
        )
        assert.notEqual(condition, 'failing')
      }
    }),
    { numRuns: 1000 },
  )
})

test('an inconclusive run never changes what is decided', () => {
  fc.assert(
    fc.property(history, current, fc.boolean(), run, (runs, state, inIncident, last) => {
      const { memory, now } = live(runs)
      const unclear = { ...evidenceOf(last, 999, now), verdict: 'inconclusive' as const, fault: null }
      const after = remember(memory, unclear, DEFAULT_POLICY, LOCATIONS, now).memory
      assert.deepEqual(
        decide(situation(after, state, now, inIncident)),
        decide(situation(memory, state, now, inIncident)),
      )
    }),
    { numRuns: 1000 },
  )
})

test('what fails at a single network never becomes an outage where another one looks', () => {
  fc.assert(
    fc.property(history, current, (runs, state) => {
      const seen = runs.map((one) =>
        one.location === 'busan' && one.verdict === 'failed' ? { ...one, verdict: 'ok' } : one,
      )
      // both have been heard of before the first failure
      const first = LOCATIONS.flatMap((location) =>
        ['a', 'b'].map((flow) => ({ flow, location, verdict: 'ok', afterMs: 0 })),
      )
      const { memory, now } = live([...first, ...seen])
      fc.pre(!isTrouble(state.state))
      const decision = decide(situation(memory, state, now, false))
      assert.ok(!['major_outage', 'partial_outage'].includes(decision.state), decision.state)
    }),
    { numRuns: 1000 },
  )
})

test('a failing run never lessens the evidence of its network, a good one never adds to it', () => {
  fc.assert(
    fc.property(history, run, (runs, last) => {
      const { memory, now } = live(runs)
      const hard = (known: Memory) =>
        known.flows.find(({ flow }) => flow === last.flow)?.groups.find(({ group }) => group === last.location)?.hard ??
        0
      const after = remember(memory, evidenceOf(last, 999, now), DEFAULT_POLICY, LOCATIONS, now).memory
      if (last.verdict === 'failed')
        assert.ok(hard(after) >= hard(memory) || hard(after) > 2.8, 'after a silence it begins anew')
      else assert.ok(hard(after) <= hard(memory))
    }),
    { numRuns: 1000 },
  )
})

test('a new state holds from between the beginning of the old one and now', () => {
  fc.assert(
    fc.property(history, current, fc.boolean(), (runs, state, inIncident) => {
      const { memory, now } = live(runs)
      const { at } = decide(situation(memory, state, now, inIncident))
      assert.ok(at >= state.since && at <= Math.max(now, state.since))
    }),
    { numRuns: 1000 },
  )
})

test('whatever is reported: one open incident a cause, versions without gaps, transitions in a chain', async () => {
  const event = fc.record({
    component: fc.constantFrom(LOGIN, REGISTER, SAEOL_LOGIN),
    layer: fc.constantFrom('tcp', 'auth', 'document'),
    verdict: fc.constantFrom('ok', 'failed', 'failed', 'inconclusive', 'slow', 'sweep'),
    times: fc.integer({ min: 1, max: 4 }),
    seconds: fc.constantFrom(1, 60, 60, 60, 400, 2000),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 40 }), async (events) => {
      const { db, close } = await openDatabase(':memory:')
      try {
        const town = openTown(db)
        for (const { component, layer, verdict, times, seconds } of events) {
          for (let time = 0; time < times; time += 1) {
            town.wait(seconds)
            if (verdict === 'sweep') await town.sweep()
            else if (verdict === 'failed') await town.run([fails(component, { layer: layer as 'tcp' })])
            else await town.run([{ ...works(component), verdict: verdict as 'ok' }])
          }
        }
        await holds(db)
      } finally {
        await close()
      }
    }),
    { numRuns: 40 },
  )
})

async function holds(db: Parameters<typeof componentStates>[0]): Promise<void> {
  const open = await openIncidents(db)
  assert.equal(new Set(open.map(({ cause }) => cause)).size, open.length)
  for (const incident of await publicIncidents(db, 100)) {
    const versions = incident.updates.map(({ version }) => version)
    assert.deepEqual(
      versions,
      Array.from({ length: incident.version }, (_, index) => incident.version - index),
    )
    assert.equal(
      incident.resolvedAt === null,
      incident.components.some(({ recoveredAt }) => recoveredAt === null),
    )
    assert.ok(incident.beganAt <= incident.detectedAt && incident.beganAt <= (incident.resolvedAt ?? Infinity))
  }
  const transitions = await transitionsSince(db, 0)
  for (const { component, state, since } of await componentStates(db)) {
    const own = transitions.filter((one) => one.component === component)
    for (const [index, one] of own.entries()) {
      assert.equal(one.from_state, own[index - 1]?.to_state ?? 'unknown')
      assert.ok(one.at <= one.decided_at)
    }
    const turns = own.filter((one) => one.from_state !== one.to_state)
    for (const [index, one] of turns.entries()) assert.ok(one.at >= (turns[index - 1]?.at ?? 0))
    if (own.length > 0) assert.equal(own.at(-1)?.to_state, state)
    if (turns.length > 0) assert.equal(turns.at(-1)?.at, since)
  }
}
