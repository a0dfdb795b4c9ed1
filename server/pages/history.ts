// The incidents and the maintenance of a month, and the way to the months before. Pure.
import {
  duration,
  inLanguage,
  joinNames,
  type Language,
  machineTime,
  moment,
  monthWord,
  percent,
  spoken,
  words,
} from '../../views/format.ts'
import { availabilityOf, sumOf } from '../incidents/availability.ts'
import { bucketOf, namedMonth } from '../incidents/availability-calendar.ts'
import { partName } from '../publish/maintenance-parts.ts'
import type { PublicIncident, Snapshot } from '../publish/snapshot.ts'
import { frame, localised } from './frame.ts'
import { incidentState } from './incident-state.ts'
import { pastMaintenanceViews } from './maintenances.ts'

const LEAST_MONTHS = 12

/** YYYY-MM, newest first: the last twelve, and those before back to the first incident that is kept. */
export function monthsOf({ at, incidents, history }: Snapshot): string[] {
  const first = Math.min(at, ...[...incidents, ...history.incidents].map(({ beganAt }) => beganAt))
  const months: string[] = []
  for (let month = bucketOf('month', at); ; month = bucketOf('month', month.from - 1)) {
    months.push(monthName(month.from))
    if (months.length >= LEAST_MONTHS && month.from <= first) return months
  }
}

/** `month`: one of `monthsOf`; null: the present one, under `/history`. */
export function historyPage(snapshot: Snapshot, month: string | null, language: Language) {
  const { site, at } = snapshot
  const w = words(language)
  const months = monthsOf(snapshot)
  const shown = month ?? months[0] ?? monthName(at)
  const place = months.indexOf(shown)
  const { from, until } = namedMonth(shown) ?? bucketOf('month', at)
  const incidents = [...snapshot.incidents, ...snapshot.history.incidents]
    .filter(({ beganAt, resolvedAt }) => beganAt < until && (resolvedAt ?? at) >= from)
    .toSorted((a, b) => b.beganAt - a.beganAt)
  const path = month === null ? '/history' : `/history/${month}`
  const title = `${monthWord(shown, language)} ${w.menu.history}`
  return {
    ...frame(site, language, path, `${title} · ${inLanguage(site.name, language)}`),
    at,
    asOf: moment(at, language),
    version: snapshot.version,
    sheet: 'tables.css',
    heading: title,
    incidents: incidents.map((one) => incidentLine(one, snapshot, language)),
    coverage: coverageOf(snapshot, shown),
    maintenances: pastMaintenanceViews(snapshot, from, until, language),
    newer: place > 0 && monthLink(months[place - 1], language),
    older: monthLink(months[place + 1], language),
    months: months.map((one) => ({ ...monthLink(one, language), here: one === shown })),
    feed: localised('/history.atom', spoken(language)),
  }
}

function incidentLine(incident: PublicIncident, snapshot: Snapshot, language: Language) {
  const { id, title, beganAt, resolvedAt, components } = incident
  return {
    title: inLanguage(title, language),
    url: localised(`/incidents/${id}`, language),
    state: incidentState(incident, language),
    began: moment(beganAt, language),
    beganMachine: machineTime(beganAt),
    lasted: duration((resolvedAt ?? snapshot.at) - beganAt, language),
    open: resolvedAt === null && words(language).componentPage.goesOn,
    affected: joinNames(components.map((one) => partName(one.id, snapshot, language))),
  }
}

/** How much of the month was watched, over everything that is looked at; false where nothing is known of it. */
function coverageOf({ services, history }: Snapshot, month: string): string | false {
  const days = services
    .flatMap(({ components }) => components.filter(({ watched }) => watched))
    .flatMap(({ id, days }) => [...(history.days.get(id) ?? []), ...days])
    .filter(({ day }) => day.startsWith(month))
  return days.length > 0 && percent(availabilityOf(sumOf(days)).coverage, 1)
}

function monthLink(month: string | undefined, language: Language) {
  if (month === undefined) return false
  return { month, name: monthWord(month, language), url: localised(`/history/${month}`, language) }
}

function monthName(at: number): string {
  return machineTime(at).slice(0, 7)
}
