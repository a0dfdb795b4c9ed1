import type { Catalogue, Text } from '../../data/catalogue.ts'
import type { Db } from '../../data/database.ts'
import { componentStates } from '../../data/queries/components.ts'
import { nextSnapshotVersion } from '../../data/queries/facts.ts'
import { openIncidents, publicIncidents } from '../../data/queries/incidents.ts'
import { begunMaintenances, comingMaintenances } from '../../data/queries/maintenances.ts'
import { readDays } from '../incidents/availability-days.ts'
import { type AvailabilitySettings, DEFAULT_AVAILABILITY } from '../incidents/availability-settings.ts'
import { buildSnapshot, NO_HISTORY } from './build-snapshot.ts'
import { lonelySights } from './public-incident.ts'
import { shownMaintenances } from './shown-maintenances.ts'
import type { PublicHistory, Site, Snapshot } from './snapshot.ts'

/** Incidents of a snapshot; older ones are history. */
export const PUBLIC_INCIDENTS = 50

/**
 * Everything public as it is now, under the next version number (which survives a restart). `networks`: names
 * of the groups of locations that fail together.
 */
export async function readSnapshot(
  db: Db,
  site: Site,
  catalogue: Catalogue,
  now: number,
  { leastNoticeHours }: AvailabilitySettings = DEFAULT_AVAILABILITY,
  networks: ReadonlyMap<string, Text> = new Map(),
  history: PublicHistory = NO_HISTORY,
): Promise<Snapshot> {
  const version = await nextSnapshotVersion(db)
  const [states, days, incidents, open, begun, coming] = await Promise.all([
    componentStates(db),
    readDays(db, [...catalogue.components.keys()], leastNoticeHours, now),
    publicIncidents(db, PUBLIC_INCIDENTS),
    openIncidents(db),
    begunMaintenances(db, now),
    comingMaintenances(db, now),
  ])
  const maintenances = shownMaintenances([...coming, ...begun], now)
  const lonely = lonelySights(open, networks)
  return buildSnapshot({ version, now, site, catalogue, states, days, incidents, lonely, maintenances, history })
}
