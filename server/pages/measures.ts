// Everything that was promised after incidents, and what became of it. Pure.
import { inLanguage, kstDay, type Language, moment, words } from '../../views/format.ts'
import type { Snapshot } from '../publish/snapshot.ts'
import { frame, localised } from './frame.ts'
import { measureViews } from './report.ts'

export function measuresPage(snapshot: Snapshot, language: Language) {
  const { site, at } = snapshot
  const w = words(language)
  const incidents = [...snapshot.incidents, ...snapshot.history.incidents]
    .filter(({ measures = [] }) => measures.length > 0)
    .toSorted((a, b) => b.beganAt - a.beganAt)
  return {
    ...frame(site, language, '/measures', `${w.menu.measures} · ${inLanguage(site.name, language)}`),
    at,
    asOf: moment(at, language),
    version: snapshot.version,
    groups: incidents.map(({ id, title, measures }) => ({
      title: inLanguage(title, language),
      url: localised(`/incidents/${id}`, language),
      measures: measureViews(measures, kstDay(at), language),
    })),
  }
}
