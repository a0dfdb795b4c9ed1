// Where components stand after given runs, for tables of what is concluded from one component to another.
import type { Catalogue, Component } from '../../../data/catalogue.ts'
import type { Mark, State } from '../../../data/tables.ts'
import type { Fault } from '../../../probes/result.ts'
import type { View } from '../../../server/incidents/attribute.ts'
import { decide } from '../../../server/incidents/decide.ts'
import { remember } from '../../../server/incidents/evidence.ts'
import { type Memory, NO_MEMORY } from '../../../server/incidents/memory.ts'
import { DEFAULT_POLICY, type Policy } from '../../../server/incidents/policy.ts'
import { evidence, START } from './play.ts'

export const GROUPS = ['busan', 'daejeon', 'seoul']
const EVERY = 30

/** `runs`: a character a run for every group ('.', 'x', ' '), or one line a group. */
export type Told = { runs?: string | Record<string, string>; fault?: Fault; state?: State; mark?: Mark }

export type Needs = Record<string, string[]>

/** Components by id, `dependency` where the id begins with `shared/`. */
export function catalogueOf(needs: Needs, shownBy: Record<string, string[]> = {}): Catalogue {
  const components = Object.entries(needs).map(([id, needed]): Component => {
    const [service = id] = id.split('/')
    const name = { ko: id, en: id }
    const kind = service === 'shared' ? 'dependency' : 'function'
    const about = { description: null, fallbacks: [], reportable: false, shownBy: shownBy[id] ?? [] }
    return { id, service, name, kind, needs: needed, ...about }
  })
  const services = [...Map.groupBy(components, ({ service }) => service)].map(([id, own]) => {
    const name = { ko: id, en: id }
    return { id, name, description: null, owner: name, components: own }
  })
  return { services, papers: [], fallbacks: new Map(), components: new Map(components.map((one) => [one.id, one])) }
}

/** All at the end of the longest story. */
export function viewOf(catalogue: Catalogue, told: Record<string, Told>, policy: Partial<Policy> = {}): View {
  const lines = Object.values(told).flatMap(({ runs = '' }) => (typeof runs === 'string' ? runs : Object.values(runs)))
  const now = START + Math.max(1, ...lines.map(({ length }) => length)) * EVERY * 1000
  const whole = { ...DEFAULT_POLICY, ...policy }
  const standings = new Map(Object.entries(told).map(([id, one]) => [id, stand(id, one, whole, now)]))
  return { catalogue, standings, policy: whole, groups: GROUPS, now }
}

function stand(id: string, { runs, fault, state, mark = '' }: Told, policy: Policy, now: number) {
  let memory: Memory = NO_MEMORY
  let current = { state: state ?? ('unknown' as const), since: START, mark }
  const length = Math.max(0, ...GROUPS.map((group) => lineOf(runs, group).length))
  for (let run = 0; run < length; run += 1) {
    for (const [index, group] of GROUPS.entries()) {
      const sign = lineOf(runs, group)[run]
      if (sign === undefined || sign === ' ') continue
      const at = START + (run + index / GROUPS.length) * EVERY * 1000
      const seen = evidence(`${id}@${group}`, run, sign as '.' | 'x', at, EVERY)
      memory = remember(
        memory,
        { ...seen, fault: sign === 'x' && fault ? fault : seen.fault },
        policy,
        GROUPS,
        at,
      ).memory
      current = judged(memory, current, policy, at)
    }
  }
  if (memory.flows.length > 0) current = judged(memory, current, policy, now)
  return { ...current, ...(state && { state }), memory }
}

function judged(memory: Memory, current: { state: State; since: number; mark: Mark }, policy: Policy, now: number) {
  const rest = { maintenance: { active: false, since: 0 }, inIncident: false, staff: null, inference: null }
  const { state, at, mark } = decide({ current, memory, policy, groups: GROUPS, ...rest, now })
  return { state, since: at, mark }
}

function lineOf(runs: Told['runs'], group: string): string {
  return typeof runs === 'string' ? runs : (runs?.[group] ?? '')
}
