// Planned, present and past maintenance, and how to put it into a calendar. Pure.
import { inLanguage, type Language, moment, spoken, words } from '../../views/format.ts'
import type { Snapshot } from '../publish/snapshot.ts'
import { frame, localised } from './frame.ts'
import { maintenanceViews, pastMaintenanceViews } from './maintenances.ts'

export function maintenancePage(snapshot: Snapshot, language: Language) {
  const { site, at } = snapshot
  const w = words(language)
  return {
    ...frame(site, language, '/maintenance', `${w.menu.maintenance} · ${inLanguage(site.name, language)}`),
    at,
    asOf: moment(at, language),
    version: snapshot.version,
    planned: maintenanceViews(snapshot, language),
    past: pastMaintenanceViews(snapshot, 0, at, language),
    calendar: localised('/maintenance.ics', spoken(language)),
  }
}
