// How bad an incident is, from the states of what it broke. Pure.
import type { Catalogue } from '../../data/catalogue.ts'
import type { Impact, State } from '../../data/tables.ts'
import { isStandby } from './standby.ts'

const ORDER: Impact[] = ['none', 'minor', 'major', 'critical']

/**
 * One component slow or partly out is minor, several partly out or any out is major, half of the service or more out is
 * critical. `sizeOfService` is how many components the service has.
 */
export function impactOf(states: State[], sizeOfService: number): Impact {
  const out = states.filter((state) => state === 'major_outage').length
  const partly = states.filter((state) => state === 'partial_outage').length
  if (out > 0) return sizeOfService > 1 && out * 2 >= sizeOfService ? 'critical' : 'major'
  if (partly > 1) return 'major'
  return partly > 0 || states.includes('degraded_performance') ? 'minor' : 'none'
}

export function worseImpact(a: Impact, b: Impact): Impact {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b
}

/**
 * The worst over the services; a shared component counts only where nothing that people use is affected. A service is as large as
 * what is `looked` at of it here, whatever else the catalogue holds.
 */
export function impactOverServices(
  members: { id: string; state: State }[],
  catalogue: Catalogue,
  looked: (component: string) => boolean = () => true,
): Impact {
  const used = members.filter(({ id }) => catalogue.components.get(id)?.kind !== 'dependency')
  const counted = used.length > 0 ? used : members
  const byService = Map.groupBy(counted, ({ id }) => catalogue.components.get(id)?.service ?? id)
  return [...byService].reduce<Impact>((worst, [service, own]) => {
    const offered = catalogue.services.find(({ id }) => id === service)?.components ?? []
    const size = offered.filter((one) => !isStandby(one) && looked(one.id)).length
    const states = own.map(({ state }) => state)
    return worseImpact(worst, impactOf(states, size))
  }, 'none')
}
