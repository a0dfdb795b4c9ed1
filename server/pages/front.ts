// The front page: is it working, what can't I do, what do I do instead. Pure.
import type { State } from '../../data/tables.ts'
import { clockTime, inLanguage, josa, type Language, machineTime, moment, words } from '../../views/format.ts'
import { worstToName } from '../incidents/severity.ts'
import type { PublicComponent, PublicService, Snapshot } from '../publish/snapshot.ts'
import { bars, shareWords } from './bars.ts'
import { currentIncidents } from './current.ts'
import { frame, localised } from './frame.ts'
import { maintenanceViews } from './maintenances.ts'
import { markState, markView } from './mark.ts'
import { standbyLines } from './standby.ts'
import { stateView } from './state.ts'
import { troubles } from './troubles.ts'

export function frontPage(snapshot: Snapshot, language: Language) {
  const { site, at, services, incidents } = snapshot
  const sentence = overallSentence(snapshot, language)
  const unstable = snapshot.state === 'operational' && isUnstable(snapshot)
  return {
    ...frame(site, language, '/', `${sentence} · ${inLanguage(site.name, language)}`),
    at,
    asOf: moment(at, language),
    version: snapshot.version,
    next: snapshot.state !== 'operational' && words(language).frontPage.next,
    query: '',
    action: localised('/documents', language),
    places: placesWords(snapshot, language),
    state: unstable ? markState('unstable', language) : stateView(snapshot.state, language),
    sentence,
    lead: words(language).lead[unstable ? 'unstable' : snapshot.state],
    troubled: troubles(snapshot, language),
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
    open: service.state !== 'operational',
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

const LATELY_MS = 15 * 60_000

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

/** One sentence that answers "is it working?" and names what is worst. */
function overallSentence(snapshot: Snapshot, language: Language): string {
  const { sentence } = words(language)
  const components = snapshot.services.flatMap((service) =>
    service.components.filter(isUsed).map((component) => ({ service, component })),
  )
  if (components.length === 0) return sentence.empty
  const worst = components.filter(
    ({ component }) => component.state === worstToName(components.map((one) => one.component.state)),
  )
  const state = worst[0]?.component.state ?? 'unknown'
  if (state === 'operational') {
    if (isUnstable(snapshot)) return sentence.unstable
    return unwatched(snapshot.services, language).length > 0 ? sentence.watchedOperational : sentence.operational
  }
  if (state === 'unknown') return worst.length === components.length ? sentence.unknown : sentence.someUnknown
  return troubleSentence(namesOf(worst, snapshot.services, language), state, language)
}

function isUnstable({ services }: Snapshot): boolean {
  return services.some(({ components }) => components.some((one) => isUsed(one) && one.mark === 'unstable'))
}

/** What is shared is no use to people by itself: what needs it says whether it works. What nobody looks at says nothing. */
function isUsed({ kind, watched }: PublicComponent): boolean {
  return kind !== 'dependency' && watched
}

type Part = { service: PublicService; component: PublicComponent }

/** A whole service by its name, otherwise the components, the rest as a number. */
function namesOf(worst: Part[], services: PublicService[], language: Language): string {
  const whole = services.filter(({ components }) => {
    const used = components.filter(isUsed)
    const all = used.every((one) => worst.some(({ component }) => component.id === one.id))
    return all && (used.length > 1 || (used.length === 1 && components.length === 1))
  })
  const single = worst.filter(({ service }) => !whole.includes(service))
  const names = [
    ...whole.map(({ name }) => inLanguage(name, language)),
    ...single.map(
      ({ service, component }) => `${inLanguage(service.name, language)} ${inLanguage(component.name, language)}`,
    ),
  ]
  if (names.length <= 2) return names.join(', ')
  return language === 'en' ? `${names[0]} and ${names.length - 1} more` : `${names[0]} 외 ${names.length - 1}건`
}

const TROUBLE: Record<Language, Record<Exclude<State, 'operational' | 'unknown'>, (names: string) => string>> = {
  ko: {
    major_outage: (names) => `${josa(names, '을/를')} 이용할 수 없습니다.`,
    partial_outage: (names) => `${names} 이용이 일부 제한되고 있습니다.`,
    degraded_performance: (names) => `${josa(names, '이/가')} 평소보다 느립니다.`,
    under_maintenance: (names) => `${names}: 점검 중입니다.`,
  },
  easy: {
    major_outage: (names) => `지금 ${josa(names, '을/를')} 쓸 수 없어요.`,
    partial_outage: (names) => `지금 ${josa(names, '은/는')} 될 때도 있고 안 될 때도 있어요.`,
    degraded_performance: (names) => `지금 ${josa(names, '은/는')} 평소보다 느려요.`,
    under_maintenance: (names) => `지금 ${josa(names, '은/는')} 고치는 중이라 쓸 수 없어요.`,
  },
  en: {
    major_outage: (names) => `Not working: ${names}.`,
    partial_outage: (names) => `Partly working: ${names}.`,
    degraded_performance: (names) => `Slower than usual: ${names}.`,
    under_maintenance: (names) => `Under maintenance: ${names}.`,
  },
}

function troubleSentence(names: string, state: Exclude<State, 'operational' | 'unknown'>, language: Language): string {
  return TROUBLE[language][state](names)
}
