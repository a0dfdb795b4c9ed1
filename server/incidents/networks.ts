// What one network alone sees: is it the network on the way to a service, or the place that looks? Pure.
import type { Catalogue } from '../../data/catalogue.ts'
import { type FlowMemory, type Memory, stillHeard, watched } from './memory.ts'
import type { Policy } from './policy.ts'

/** A group whose failures are its own: `services` fail there alone, of the `of` that it looks at. */
export type TroubledGroup = { group: string; services: string[]; of: number }

/** The groups that are convinced of a failure that every other one does not see; each once. */
export function loneGroups(memory: Memory, groups: readonly string[], policy: Policy, now: number): string[] {
  return [...new Set(memory.flows.flatMap((flow) => loneGroup(flow, groups, policy, now) ?? []))]
}

/**
 * Groups at which so many unrelated services fail at once, while the others find them well, that the group itself is in trouble
 * (a fail-open rule as of Amazon's load balancers).
 */
export function troubledGroups(
  memories: Iterable<[component: string, Memory]>,
  catalogue: Catalogue,
  policy: Policy,
  groups: readonly string[],
  now: number,
): TroubledGroup[] {
  return [...loneServices(memories, catalogue, policy, groups, now)].flatMap(([group, { failing, of }]) => {
    const enough = of >= policy.agentTroubleTargets && failing.length >= policy.agentTroubleShare * of
    return enough ? [{ group, services: failing, of }] : []
  })
}

/** Of each group: the services that fail there alone, and of how many that are looked at from there. */
export function loneServices(
  memories: Iterable<[component: string, Memory]>,
  catalogue: Catalogue,
  policy: Policy,
  groups: readonly string[],
  now: number,
): Map<string, { failing: string[]; of: number }> {
  const looked = new Map<string, Map<string, boolean>>()
  for (const [component, memory] of memories) {
    const service = catalogue.components.get(component)?.service
    if (service === undefined) continue
    for (const flow of memory.flows) {
      const lone = loneGroup(flow, groups, policy, now)
      for (const { group } of live(flow, groups, now)) {
        const services = looked.get(group) ?? new Map<string, boolean>()
        services.set(service, services.get(service) === true || lone === group)
        looked.set(group, services)
      }
    }
  }
  const counted = [...looked].map(([group, services]) => {
    const failing = [...services].filter(([, fails]) => fails).map(([service]) => service)
    return [group, { failing, of: services.size }] as const
  })
  return new Map(counted)
}

/** The one that alone is convinced of the flow's failing, where at least one other looks. */
function loneGroup(flow: FlowMemory, groups: readonly string[], policy: Policy, now: number): string | null {
  if (flow.condition === 'failing' || flow.groups.every(({ hard }) => hard < policy.tellAt)) return null
  const looking = live(flow, groups, now)
  const sure = looking.filter(({ hard, failed }) => hard >= policy.tellAt && failed.count > 0)
  return looking.length > 1 && sure.length === 1 ? (sure[0]?.group ?? null) : null
}

function live(flow: FlowMemory, groups: readonly string[], now: number) {
  return stillHeard(watched(flow, groups), now)
}
