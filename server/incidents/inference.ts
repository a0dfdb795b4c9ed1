// What follows for a component that no flow exercises from the components that need it. Pure.
import type { Component } from '../../data/catalogue.ts'
import type { Fault } from '../../probes/result.ts'
import { explains, type Trouble, troubleOf, type View } from './attribute.ts'
import { stageOf } from './cause.ts'
import type { Situation } from './decide.ts'
import { isTroubled } from './memory.ts'
import { sightOf } from './observations.ts'

export type Inference = NonNullable<Situation['inference']>

/**
 * `working`: something that needs it directly works, by runs of its own that are newer than any sign against it. `failing`: a
 * confirmed fault names it (`shownBy`), or at least two components that need it, neither because of the other nor of something
 * nearer, show the same in one stage and began together. `null`: nothing is known.
 */
export function inferenceFor(id: string, view: View): Inference | null {
  const component = view.catalogue.components.get(id)
  if (!component) return null
  const failing = failureOf(component, view)
  return workingSince(id, failing?.since ?? null, view) ?? failing
}

/** Whether flows run there: then it speaks for itself. */
export function isProbed(id: string, { standings }: View): boolean {
  return (standings.get(id)?.memory.flows.length ?? 0) > 0
}

function workingSince(id: string, failingSince: number | null, view: View): Inference | null {
  const good = dependants(id, view).flatMap((one) => {
    const standing = view.standings.get(one)
    if (standing?.state !== 'operational' || standing.mark === 'checking') return []
    const { flows } = standing.memory
    if (flows.length === 0 || flows.some(isTroubled)) return []
    const newest = Math.max(
      0,
      ...flows.flatMap(({ groups }) =>
        groups.flatMap(({ working, seen }) => (working.count > 0 ? seen.map(({ startedAt }) => startedAt) : [])),
      ),
    )
    return failingSince === null || newest > failingSince ? [standing.since] : []
  })
  return good.length === 0 ? null : { level: 'working', since: Math.min(...good), fault: null, grounds: [] }
}

function failureOf(component: Component, view: View): Inference | null {
  const branches = independent(branchesOf(component.id, view), view)
  const named = branches.filter(({ fault }) => names(component.shownBy ?? [], fault))
  const signs = named.length > 0 ? named : together(withoutNearer(branches, component.id, view), view)
  const [first] = signs.toSorted((a, b) => a.beganAt - b.beganAt)
  if (!first) return null
  const grounds = signs.flatMap((one) => one.grounds)
  return { level: 'failing', since: first.beganAt, fault: first.fault, grounds }
}

/** The failing components nearest to it: one that works hides what fails behind it, an unknown one does not. */
function branchesOf(id: string, view: View): Trouble[] {
  return dependants(id, view).flatMap((one) => {
    if (isProbed(one, view) || view.catalogue.components.get(one)?.kind !== 'dependency') {
      const trouble = troubleOf(one, view)
      if (trouble && trouble.state !== 'degraded_performance') return [trouble]
      return trouble || view.standings.get(one)?.state === 'operational' ? [] : branchesOf(one, view)
    }
    const inference = inferenceFor(one, view)
    if (inference === null) return branchesOf(one, view)
    return inference.level === 'working' ? [] : [concluded(one, inference)]
  })
}

/** A concluded trouble in the form of the others. */
export function concluded(component: string, { since, fault, grounds }: Inference): Trouble {
  const state = 'major_outage'
  return { component, state, stage: stageOf(fault, state), beganAt: since, everyMs: 0, fault, grounds }
}

/** Each once, and none that needs another of them. */
function independent(branches: Trouble[], view: View): Trouble[] {
  const once = [...new Map(branches.map((one) => [one.component, one])).values()]
  return once.filter((one) => !once.some((other) => other !== one && needs(one.component, other.component, view)))
}

/** Those that nothing else they need explains, such as a login whose own page fails: they say nothing of what lies further. */
function withoutNearer(branches: Trouble[], id: string, view: View): Trouble[] {
  return branches.filter((one) => !isExplainedBeside(one, one.component, id, view))
}

function isExplainedBeside(effect: Trouble, from: string, id: string, view: View): boolean {
  return (view.catalogue.components.get(from)?.needs ?? []).some((need) => {
    if (need === id || view.standings.get(need)?.state === 'operational') return false
    const spoken = isProbed(need, view) || view.catalogue.components.get(need)?.kind !== 'dependency'
    const own = spoken ? troubleOf(need, view) : null
    return (own !== null && explains(own, effect, view.policy)) || isExplainedBeside(effect, need, id, view)
  })
}

function needs(from: string, to: string, view: View): boolean {
  const own = view.catalogue.components.get(from)?.needs ?? []
  return own.includes(to) || own.some((need) => needs(need, to, view))
}

/** The largest set of at least two that show the same in one stage and began together. */
function together(branches: Trouble[], { policy }: View): Trouble[] {
  const within = policy.sameCauseWithinSeconds * 1000
  const sets = branches.map((first) =>
    branches.filter(
      (one) => isAlike(one, first) && one.beganAt >= first.beganAt && one.beganAt - first.beganAt <= within,
    ),
  )
  return sets.filter((set) => set.length > 1).toSorted((a, b) => b.length - a.length)[0] ?? []
}

function isAlike(one: Trouble, other: Trouble): boolean {
  return one.stage === other.stage && sightOf(one.fault) === sightOf(other.fault)
}

function names(patterns: readonly string[], fault: Fault | null): boolean {
  if (!fault) return false
  const code = `${fault.layer}/${fault.code}`
  return patterns.some((one) => (one.endsWith('*') ? code.startsWith(one.slice(0, -1)) : code === one))
}

function dependants(id: string, { catalogue }: View): string[] {
  return [...catalogue.components.values()].filter(({ needs }) => needs.includes(id)).map((one) => one.id)
}
