// From the maintenances of the configuration to one row for each time that it happens.
import type { Db } from '../../data/database.ts'
import { cancelMaintenances, type PlannedMaintenance, saveMaintenances } from '../../data/queries/maintenances.ts'
import { kstDay } from '../../views/format.ts'
import type { MaintenancePolicy } from './maintenance-policy.ts'
import { occurrences } from './maintenance-rule.ts'
import { componentIds, extentOf, type MaintenanceSetting } from './maintenance-settings.ts'

const DAY = 86_400_000

/**
 * Writes down what is planned at `now`, and cancels what was planned and is not any more. Doing it again changes nothing;
 * it has to be done at least daily, since time uncovers further occurrences.
 */
export async function planMaintenances(
  db: Db,
  settings: MaintenanceSetting[],
  { maintenanceAheadDays }: MaintenancePolicy,
  now: number,
): Promise<void> {
  const ahead = now + maintenanceAheadDays * DAY
  const planned = settings.flatMap((one) => plannedOccurrences(one, now, ahead))
  await saveMaintenances(db, planned, now)
  await cancelMaintenances(
    db,
    planned.map(({ id }) => id),
    ahead,
    now,
  )
}

/**
 * A one-off, whenever it is; of a series every occurrence that ends after `now` and begins before `ahead` (UTC milliseconds).
 * Earlier ones stay in the database as they were. Pure.
 */
export function plannedOccurrences(one: MaintenanceSetting, now: number, ahead: number): PlannedMaintenance[] {
  const { first, length } = extentOf(one)
  if (one.repeats === undefined) return [occurrence(one, one.id, first)]
  const except = new Set(one.except)
  return occurrences(one.repeats, first, now - length + 1, ahead)
    .filter((at) => !except.has(kstDay(at)))
    .map((at) => ({ ...occurrence(one, `${one.id}-${kstDay(at)}`, at), series: one.id }))
}

function occurrence(one: MaintenanceSetting, id: string, startsAt: number): PlannedMaintenance {
  const { length, early } = extentOf(one)
  return {
    id,
    title: one.title,
    body: one.body,
    components: componentIds(one),
    startsAt,
    endsAt: startsAt + length,
    ends: Object.fromEntries(early.map((part) => [part.id, startsAt + part.length])),
    publishedAt: Date.parse(one.published),
    source: one.source ?? null,
  }
}
