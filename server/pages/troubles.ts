// What can't be done now, and what to do instead right below it. Pure.
import { ago, clockTime, inLanguage, type Language, machineTime } from '../../views/format.ts'
import type { PublicComponent, PublicService, Snapshot } from '../publish/snapshot.ts'
import { fallbacksOf, fallbacksOfAll } from './fallbacks.ts'
import { markState } from './mark.ts'
import { knownStandbys } from './standby.ts'
import { stateView } from './state.ts'

/** Ways that are shown without being asked for. */
const AT_ONCE = 3

/** One card for what is helped by the same fallbacks; one for a service of which nothing works. */
export function troubles(snapshot: Snapshot, language: Language) {
  return snapshot.services.flatMap((service) => {
    const troubled = service.components.filter(isTroubled)
    const wholeService =
      troubled.length > 1 && troubled.length === service.components.filter(({ watched }) => watched).length
    const groups = wholeService ? [troubled] : alike(troubled)
    return groups.map((components) => {
      const fallbacks = wholeService
        ? fallbacksOfAll(components, snapshot, language)
        : components.slice(0, 1).flatMap((component) => fallbacksOf(component, snapshot, language))
      return {
        affected: named(service, components, wholeService, snapshot, language),
        standbys: components.some(isOut) && knownStandbys(service, language),
        fallbacks: fallbacks.slice(0, AT_ONCE),
        more: fallbacks.slice(AT_ONCE),
      }
    })
  })
}

/** What is shared is named with the incident; here stands what people use, also where it works only now and then. */
function isTroubled({ state, mark, kind }: PublicComponent): boolean {
  return kind !== 'dependency' && state !== 'unknown' && (state !== 'operational' || mark === 'unstable')
}

function isOut({ state }: PublicComponent): boolean {
  return state === 'major_outage' || state === 'partial_outage'
}

function alike(components: PublicComponent[]): PublicComponent[][] {
  return [...Map.groupBy(components, ({ fallbacks }) => fallbacks.join()).values()]
}

/** Each component by its name; a whole service in one state by its own, since when the first of it was. */
function named(
  service: PublicService,
  components: PublicComponent[],
  wholeService: boolean,
  snapshot: Snapshot,
  language: Language,
) {
  const name = inLanguage(service.name, language)
  const [first, ...others] = components.toSorted((a, b) => a.since - b.since)
  if (wholeService && first && others.every(({ state }) => state === first.state)) {
    return [affectedView(name, first, snapshot, language)]
  }
  return components.map((one) => affectedView(`${name} ${inLanguage(one.name, language)}`, one, snapshot, language))
}

function affectedView(name: string, component: PublicComponent, snapshot: Snapshot, language: Language) {
  const since = component.state === 'operational' ? unstableSince(component, snapshot) : component.since
  return {
    name,
    state: component.state === 'operational' ? markState('unstable', language) : stateView(component.state, language),
    since: since !== null && clockTime(since, snapshot.at, language),
    ago: since !== null && ago(since, snapshot.at, language),
    sinceMachine: machineTime(since ?? component.since),
  }
}

/** The state holds only since its last turn. */
function unstableSince({ incident }: PublicComponent, { incidents }: Snapshot): number | null {
  return incidents.find(({ id }) => id === incident)?.unstableSince ?? null
}
