// Maintenance as pages print it. Pure.
import { inLanguage, type Language, machineTime, missingIn, moment, spoken, words } from '../../views/format.ts'
import { partName, partsOf } from '../publish/maintenance-parts.ts'
import type { PublicMaintenance, Snapshot } from '../publish/snapshot.ts'
import { localised } from './frame.ts'

/** What is over is left out; the next one stands first. */
export function maintenanceViews(snapshot: Snapshot, language: Language) {
  return snapshot.maintenances
    .filter(({ status }) => status !== 'completed')
    .toSorted((a, b) => a.startsAt - b.startsAt)
    .map((one) => maintenanceView(one, snapshot, language))
}

/** What is over and took some of the time from `from` until `until`; the newest first. */
export function pastMaintenanceViews(snapshot: Snapshot, from: number, until: number, language: Language) {
  return snapshot.maintenances
    .filter(({ status, startsAt, endsAt }) => status === 'completed' && startsAt < until && endsAt >= from)
    .toSorted((a, b) => b.startsAt - a.startsAt)
    .map((one) => maintenanceView(one, snapshot, language))
}

function maintenanceView(one: PublicMaintenance, snapshot: Snapshot, language: Language) {
  return {
    title: inLanguage(one.title, language),
    body: inLanguage(one.body, language),
    missing: missingIn(one.body, language),
    status: words(language).maintenance[one.status],
    from: moment(one.startsAt, language),
    fromMachine: machineTime(one.startsAt),
    until: moment(one.endsAt, language),
    untilMachine: machineTime(one.endsAt),
    parts: partsOf(one).map(({ id, endsAt }) => ({
      name: partName(id, snapshot, language),
      until: words(language).until.replace('{at}', moment(endsAt, language)),
      untilMachine: machineTime(endsAt),
    })),
    published: moment(one.publishedAt, language),
    publishedMachine: machineTime(one.publishedAt),
    source: one.source ?? false,
    calendar: localised(`/maintenance/${one.id}.ics`, spoken(language)),
  }
}
