// The availability of everything over a year, day by day. Pure.
import { inLanguage, type Language, moment, percent, words } from '../../views/format.ts'
import type { PublicComponent, PublicService, Snapshot } from '../publish/snapshot.ts'
import { shareWords } from './bars.ts'
import { calendar } from './calendar.ts'
import { frame, localised } from './frame.ts'

export function availabilityPage(snapshot: Snapshot, language: Language) {
  const { site, at, services } = snapshot
  const w = words(language)
  return {
    ...frame(site, language, '/availability', `${w.menu.availability} · ${inLanguage(site.name, language)}`),
    at,
    asOf: moment(at, language),
    version: snapshot.version,
    sheet: 'tables.css',
    services: services
      .filter((service) => watchedOf(service).length > 0)
      .map((service) => ({
        id: service.id,
        name: inLanguage(service.name, language),
        availability: shareWords(service.availability) || w.insufficient,
        components: watchedOf(service).map((component) => componentView(component, snapshot, language)),
      })),
  }
}

function watchedOf({ components, standbys }: PublicService): PublicComponent[] {
  return [...components, ...standbys].filter(({ watched }) => watched)
}

function componentView(component: PublicComponent, { history, site }: Snapshot, language: Language) {
  const { availability } = component
  const days = [...(history.days.get(component.id) ?? []), ...component.days]
  const target = site.targets[component.id] ?? site.targets[component.service]
  return {
    name: inLanguage(component.name, language),
    url: localised(`/components/${component.id}`, language),
    share: shareWords(availability) || words(language).insufficient,
    coverage: percent(availability.coverage, 1),
    low: percent(availability.low),
    high: percent(availability.high),
    target: target === undefined ? '-' : `${target}%`,
    year: calendar(days, language),
  }
}
