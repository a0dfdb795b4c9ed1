// Where it is looked from, and what is not looked at from anywhere. Pure.
import { clockTime, inLanguage, type Language, machineTime, moment, words } from '../../views/format.ts'
import type { PublicLocation, Snapshot } from '../publish/snapshot.ts'
import { frame, localised } from './frame.ts'
import { stateView } from './state.ts'

/** A place that has been silent for so long says nothing of now. */
const SILENT_AFTER_MS = 15 * 60_000

export function locationsPage(snapshot: Snapshot, language: Language) {
  const { site, at, history, services } = snapshot
  const w = words(language)
  const components = services.flatMap((service) =>
    [...service.components, ...service.standbys].map((component) => ({
      ...component,
      name: `${inLanguage(service.name, language)} ${inLanguage(component.name, language)}`,
    })),
  )
  const seen = new Set(history.locations.flatMap((location) => location.components))
  return {
    ...frame(site, language, '/locations', `${w.menu.locations} · ${inLanguage(site.name, language)}`),
    at,
    asOf: moment(at, language),
    version: snapshot.version,
    sheet: 'tables.css',
    locations: history.locations.map((one) => ({
      ...locationView(one, at, language),
      components: components
        .filter(({ id }) => one.components.includes(id))
        .map(({ id, name }) => ({ name, url: localised(`/components/${id}`, language) })),
    })),
    unseen: components
      .filter(({ id, kind }) => kind !== 'dependency' && !seen.has(id))
      .map(({ id, name }) => ({ name, url: localised(`/components/${id}`, language) })),
  }
}

function locationView(location: PublicLocation, now: number, language: Language) {
  const { id, name, network, abroad, lastAt, runs, failed, inconclusive } = location
  const silent = lastAt === null || now - lastAt > SILENT_AFTER_MS
  const w = words(language).locationsPage
  return {
    id,
    name: inLanguage(name, language),
    network: network ?? w.noNetwork,
    abroad: abroad && w.abroad,
    state: silent ? stateView('unknown', language) : { ...stateView('operational', language), word: w.reporting },
    last: lastAt !== null && clockTime(lastAt, now, language),
    lastMachine: machineTime(lastAt ?? 0),
    runs: count(runs),
    failed: count(failed),
    inconclusive: count(inconclusive),
  }
}

function count(runs: number): string {
  return runs.toLocaleString('en')
}
