// Which states are trouble, and which trouble is worse. Pure.
import type { State } from '../../data/tables.ts'

const SEVERITY: Record<State, number> = {
  operational: 0,
  unknown: 0,
  under_maintenance: 0,
  degraded_performance: 1,
  partial_outage: 2,
  major_outage: 3,
}

/** Negative when `a` is the lesser trouble of the two. */
export function compareTrouble(a: State, b: State): number {
  return SEVERITY[a] - SEVERITY[b]
}

/** `unknown` and maintenance are no trouble of the service. */
export function isTrouble(state: State): boolean {
  return SEVERITY[state] > 0
}

/** Worst first. Maintenance comes before `unknown`, since it is known and has an end; `unknown` is never taken for good. */
const WORST_TO_NAME: State[] = [
  'major_outage',
  'partial_outage',
  'degraded_performance',
  'under_maintenance',
  'unknown',
]

/** The state to name when several are to be told in one word; `operational` for none. */
export function worstToName(states: State[]): State {
  return WORST_TO_NAME.find((state) => states.includes(state)) ?? 'operational'
}
