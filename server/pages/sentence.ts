// Whether it is working, in one sentence that names what is worst. Pure.
import type { State } from '../../data/tables.ts'
import { inLanguage, josa, type Language, words } from '../../views/format.ts'
import { worstToName } from '../incidents/severity.ts'
import type { PublicComponent, PublicService, Snapshot } from '../publish/snapshot.ts'

/** One sentence that answers "is it working?" and names what is worst. */
export function overallSentence(snapshot: Snapshot, language: Language): string {
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
    return hasUnwatched(snapshot) ? sentence.watchedOperational : sentence.operational
  }
  if (state === 'unknown') return worst.length === components.length ? sentence.unknown : sentence.someUnknown
  const trouble = troubleSentence(namesOf(worst, snapshot.services, language), state, language)
  // work is planned; what nobody can see beside it is not
  const unseen = state === 'under_maintenance' && components.some(({ component }) => component.state === 'unknown')
  return unseen ? `${trouble} ${sentence.restUnknown}` : trouble
}

export function isUnstable({ services }: Snapshot): boolean {
  return services.some(({ components }) => components.some((one) => isUsed(one) && one.mark === 'unstable'))
}

function hasUnwatched({ services }: Snapshot): boolean {
  return services.some(({ components, standbys }) => [...components, ...standbys].some(({ watched }) => !watched))
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
