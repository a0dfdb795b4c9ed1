// The front page: is it working, what can't I do, what do I do instead. Pure.
import { clockTime, inLanguage, type Language, machineTime, moment, words } from '../../views/format.ts'
import type { PublicService, Snapshot } from '../publish/snapshot.ts'
import { bars, shareWords } from './bars.ts'
import { currentIncidents } from './current.ts'
import { helplines } from './fallbacks.ts'
import { frame, localised } from './frame.ts'
import { maintenanceViews } from './maintenances.ts'
import { markState, markView } from './mark.ts'
import { isUnstable, overallSentence } from './sentence.ts'
import { standbyLines } from './standby.ts'
import { stateView } from './state.ts'
import { troubles } from './troubles.ts'

/** Cards whose ways are shown at once; of further ones what is out can be read on one screen. */
const OPEN_CARDS = 2

export function frontPage(snapshot: Snapshot, language: Language) {
  const { site, at, services, incidents } = snapshot
  const sentence = overallSentence(snapshot, language)
  const unstable = snapshot.state === 'operational' && isUnstable(snapshot)
  return {
    ...frame(site, language, '/', `${sentence} · ${inLanguage(site.name, language)}`),
    at,
    asOf: moment(at, language),
    version: snapshot.version,
    next: (snapshot.state !== 'operational' || unstable) && words(language).frontPage.next,
    ask: snapshot.state === 'unknown' && helplines(snapshot, language),
    query: '',
    action: localised('/documents', language),
    places: placesWords(snapshot, language),
    state: unstable ? markState('unstable', language) : stateView(snapshot.state, language),
    sentence,
    lead: words(language).lead[unstable ? 'unstable' : snapshot.state],
    troubled: troubles(snapshot, language).map((one, index) => ({ ...one, folded: index >= OPEN_CARDS })),
    current: currentIncidents(snapshot, language),
    past: incidents
      .filter(({ resolvedAt }) => resolvedAt !== null)
      .slice(0, 5)
      .map((one) => ({
        title: inLanguage(one.title, language),
        began: moment(one.beganAt, language),
        beganMachine: machineTime(one.beganAt),
        url: localised(`/incidents/${one.id}`, language),
      })),
    planned: maintenanceViews(snapshot, language),
    services: services.filter(isWatched).map((service) => serviceView(service, at, language)),
    unwatched: unwatched(services, language),
  }
}

function serviceView(service: PublicService, at: number, language: Language) {
  return {
    id: service.id,
    name: inLanguage(service.name, language),
    state: stateView(service.state, language),
    availability: shareWords(service.availability),
    standbys: standbyLines(service, language),
    components: service.components
      .filter(({ watched }) => watched)
      .map((component) => ({
        name: inLanguage(component.name, language),
        url: localised(`/components/${component.id}`, language),
        state: stateView(component.state, language),
        mark: markView(component, language),
        indirect: component.indirect,
        since: component.state === 'operational' ? false : clockTime(component.since, at, language),
        sinceMachine: machineTime(component.since),
        checked: component.lastCheckedAt === null ? false : clockTime(component.lastCheckedAt, at, language),
        checkedMachine: machineTime(component.lastCheckedAt ?? 0),
        bars: bars(component.days, component.availability, language),
      })),
  }
}

/** From how many places it was looked at lately; false while nothing is known of them. */
function placesWords({ history, at }: Snapshot, language: Language): string | false {
  const looking = history.locations.filter(({ lastAt }) => lastAt !== null && at - lastAt <= LATELY_MS)
  return looking.length > 0 && words(language).frontPage.places.replace('{count}', String(looking.length))
}

const LATELY_MS = 10 * 60_000

function isWatched({ components, standbys }: PublicService): boolean {
  return [...components, ...standbys].some(({ watched }) => watched)
}

/** What the catalogue has and nobody looks at here: named, so that nobody takes it for well. */
function unwatched(services: PublicService[], language: Language) {
  return services.flatMap(({ name, components, standbys }) => {
    const own = [...components, ...standbys].filter(({ watched }) => !watched)
    return own.length === 0
      ? []
      : [{ name: inLanguage(name, language), parts: own.map((one) => inLanguage(one.name, language)) }]
  })
}
