// Which maintenances the public sees: what is near, what is next, what was. Pure.
import type { MaintenanceRecord } from '../../data/queries/maintenances.ts'

const DAY = 86_400_000
/** People plan a visit to a counter within two weeks; further occurrences of a series would only bury the next ones. */
const NEAR = 14 * DAY
const PUBLIC_MAINTENANCES = 50

/**
 * What is published, newest start first, at most 50 (the oldest are left out first): of the occurrences of a series that have
 * not begun at `now` only the next one and those that begin within 14 days.
 */
export function shownMaintenances(all: MaintenanceRecord[], now: number): MaintenanceRecord[] {
  const published = all.filter(({ publishedAt }) => publishedAt <= now)
  const coming = published.filter(({ startsAt }) => startsAt > now)
  return published
    .filter((one) => one.startsAt <= now + NEAR || one.series === null || isNext(one, coming))
    .toSorted((a, b) => b.startsAt - a.startsAt || (a.id < b.id ? -1 : 1))
    .slice(0, PUBLIC_MAINTENANCES)
}

function isNext(one: MaintenanceRecord, coming: MaintenanceRecord[]): boolean {
  return coming.every(({ series, startsAt }) => series !== one.series || startsAt >= one.startsAt)
}
