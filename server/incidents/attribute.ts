// Whose trouble it is: a component in trouble hangs on the deepest failing thing that it needs. Pure.
import type { Catalogue } from '../../data/catalogue.ts'
import type { Mark, State } from '../../data/tables.ts'
import type { Fault } from '../../probes/result.ts'
import { causeKey, type Stage, stageOf } from './cause.ts'
import { isTroubled, type Memory } from './memory.ts'
import type { Policy } from './policy.ts'
import { isTrouble } from './severity.ts'
import { type Ground, readSignals } from './signals.ts'
import { mainFault } from './trouble.ts'

/** Where every component stands, and what judging it takes. */
export type View = {
  catalogue: Catalogue
  standings: ReadonlyMap<string, { state: State; since: number; mark: Mark; memory: Memory }>
  policy: Policy
  groups: readonly string[]
  now: number
}

export type Trouble = {
  component: string
  state: State
  stage: Stage
  /** Start of the first run that showed it (UTC ms). */
  beganAt: number
  /** The longest time between two of its runs: how much later than it really began that may be (ms). */
  everyMs: number
  fault: Fault | null
  grounds: Ground[]
}

/** `root` is the component itself where nothing that it needs is in trouble; `cause` is the key of the incident. */
export type Attribution = { root: string; cause: string; stage: Stage }

/** The trouble that a component is in by its own flows or by what counters say, or `null`. */
export function troubleOf(component: string, { standings, groups, policy, now }: View): Trouble | null {
  const standing = standings.get(component)
  if (!standing || !isTrouble(standing.state)) return null
  const { state, since, memory } = standing
  const level = state === 'degraded_performance' ? 'slow' : 'failing'
  const bad = readSignals(memory, groups, policy, now).filter((one) => one.level === level)
  const grounds = bad.flatMap((one) => one.grounds)
  const fault = level === 'failing' ? mainFault(grounds) : null
  const beganAt = Math.min(since, ...bad.flatMap((one) => one.since ?? []))
  const everyMs = Math.max(0, ...memory.flows.map(({ everySeconds }) => everySeconds * 1000))
  return { component, state, stage: stageOf(fault, state), beganAt, everyMs, fault, grounds }
}

/** `troubles`: all there are now, by component, the concluded ones among them. */
export function attribute(trouble: Trouble, troubles: ReadonlyMap<string, Trouble>, view: View): Attribution {
  const { catalogue } = view
  const root = deepest(trouble, trouble.component, troubles, view)?.trouble ?? trouble
  const component = catalogue.components.get(root.component)
  const shared = component?.kind === 'dependency'
  const cause = shared ? root.component : causeKey(component?.service ?? root.component, root.stage)
  return { root: root.component, cause, stage: root.stage }
}

type Found = { trouble: Trouble; depth: number }

/** What is unknown, or about to be found failing, explains nothing, but what it needs may. */
function deepest(effect: Trouble, from: string, troubles: ReadonlyMap<string, Trouble>, view: View): Found | null {
  let best: Found | null = null
  for (const need of view.catalogue.components.get(from)?.needs ?? []) {
    if (works(need, view)) continue
    const own = troubles.get(need)
    const below = deepest(effect, need, troubles, view)
    const found = below ?? (own && explains(own, effect, view.policy) ? { trouble: own, depth: 0 } : null)
    if (found && (!best || found.depth + 1 > best.depth)) best = { ...found, depth: found.depth + 1 }
  }
  return best
}

/** What works is the end of the way: nothing that it needs can be why something else fails. */
function works(component: string, { standings }: View): boolean {
  const standing = standings.get(component)
  return standing?.state === 'operational' && !standing.memory.flows.some(isTroubled)
}

/** It began no later than its effect, as far as the runs can tell, and is no lesser trouble than that it is only slow. */
export function explains(need: Trouble, effect: Trouble, { sameCauseWithinSeconds }: Policy): boolean {
  const slack = Math.max(sameCauseWithinSeconds * 1000, need.everyMs)
  if (need.beganAt > effect.beganAt + slack) return false
  return need.state !== 'degraded_performance' || effect.state === 'degraded_performance'
}
