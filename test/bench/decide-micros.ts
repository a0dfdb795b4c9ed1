// How long the pure part takes of one result: remembering it and deciding, over 20 flows and 3 groups that nearly always work.
import type { State } from '../../data/tables.ts'
import { decide } from '../../server/incidents/decide.ts'
import { remember } from '../../server/incidents/evidence.ts'
import { type Memory, NO_MEMORY } from '../../server/incidents/memory.ts'
import { DEFAULT_POLICY } from '../../server/incidents/policy.ts'
import { LOCATIONS, randomFrom, resultOf } from './ingest-reports.ts'

const FLOWS = 20
const EVERY_MS = 30_000
const RUNS = 200_000
const PREPARED = 2000

/** Microseconds a result, one decimal; the mean after warming up. */
export function decideMicros(): number {
  const random = randomFrom(3)
  const results = Array.from({ length: PREPARED }, () => resultOf({ flow: '', component: '' }, 1, 0, random))
  const flows = Array.from({ length: FLOWS }, (_, index) => ({
    component: `service/component-${index}`,
    memory: NO_MEMORY as Memory,
    current: { state: 'unknown' as State, since: 0, mark: '' as const },
  }))
  let now = Date.UTC(2026, 10, 24)
  let run = 0
  const runs = (count: number) => {
    for (const end = run + count; run < end; run += 1) {
      const flow = flows[run % FLOWS] as (typeof flows)[number]
      const location = LOCATIONS[Math.floor(run / FLOWS) % LOCATIONS.length] ?? ''
      now += EVERY_MS / (FLOWS * LOCATIONS.length)
      const result = results[run % PREPARED] as (typeof results)[number]
      const evidence = {
        ...result,
        startedAt: now - 600,
        flow: flow.component,
        id: String(run),
        location,
        group: location,
      }
      const memory = remember(flow.memory, evidence, DEFAULT_POLICY, LOCATIONS, now).memory
      const known = {
        current: flow.current,
        memory,
        policy: DEFAULT_POLICY,
        groups: LOCATIONS,
        staff: null,
        inference: null,
      }
      const maintenance = { active: false, since: 0 }
      const { state, at } = decide({ ...known, maintenance, inIncident: false, now })
      flow.memory = memory
      flow.current = { state, since: at, mark: '' }
    }
  }
  runs(RUNS / 4)
  const begun = performance.now()
  runs(RUNS)
  return Math.round(((performance.now() - begun) / RUNS) * 10_000) / 10
}
