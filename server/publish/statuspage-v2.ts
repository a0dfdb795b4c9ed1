// The Statuspage v2 documents, exactly in the shape that existing clients know (docs/status-api.md). Pure.
import { isSaid } from './build-snapshot.ts'
import type { PublicIncident, PublicMaintenance, Snapshot } from './snapshot.ts'
import { components, statuspageWord } from './statuspage/components.ts'
import { incidents } from './statuspage/incidents.ts'
import { maintenances } from './statuspage/maintenances.ts'
import { page } from './statuspage/page.ts'

/** Path below /api/v2 → how it is built. */
export const STATUSPAGE_DOCUMENTS: { path: string; build: (snapshot: Snapshot) => object }[] = [
  { path: '/summary.json', build: summary },
  { path: '/status.json', build: (snapshot) => ({ page: page(snapshot), status: status(snapshot) }) },
  { path: '/components.json', build: (snapshot) => ({ page: page(snapshot), components: components(snapshot) }) },
  {
    path: '/incidents.json',
    build: (snapshot) => ({ page: page(snapshot), incidents: incidents(snapshot, () => true) }),
  },
  {
    path: '/incidents/unresolved.json',
    build: (snapshot) => ({ page: page(snapshot), incidents: incidents(snapshot, unresolved) }),
  },
  { path: '/scheduled-maintenances.json', build: (snapshot) => maintenancesBody(snapshot, () => true) },
  {
    path: '/scheduled-maintenances/upcoming.json',
    build: (snapshot) => maintenancesBody(snapshot, ({ status }) => status === 'scheduled'),
  },
  {
    path: '/scheduled-maintenances/active.json',
    build: (snapshot) => maintenancesBody(snapshot, ({ status }) => status === 'in_progress'),
  },
]

function summary(snapshot: Snapshot) {
  return {
    page: page(snapshot),
    components: components(snapshot),
    incidents: incidents(snapshot, unresolved),
    scheduled_maintenances: maintenances(snapshot, ({ status }) => status !== 'completed'),
    status: status(snapshot),
  }
}

/** English descriptions exactly as clients compare them. `maintenance` only when nothing else is wrong. */
/** The whole in the words of Statuspage. */
export function status({ services }: Snapshot): { indicator: string; description: string } {
  const words = services.flatMap((service) =>
    service.components.filter(isSaid).map(({ state }) => statuspageWord(state)),
  )
  const down = words.filter((word) => word === 'major_outage').length
  if (words.length > 0 && down * 2 >= words.length)
    return { indicator: 'critical', description: 'Major Service Outage' }
  if (down > 0) return { indicator: 'major', description: 'Partial System Outage' }
  if (words.includes('partial_outage')) return { indicator: 'minor', description: 'Minor Service Outage' }
  if (words.includes('degraded_performance')) return { indicator: 'minor', description: 'Partially Degraded Service' }
  if (words.includes('under_maintenance')) return { indicator: 'maintenance', description: 'Service Under Maintenance' }
  return { indicator: 'none', description: 'All Systems Operational' }
}

function unresolved({ resolvedAt }: PublicIncident): boolean {
  return resolvedAt === null
}

function maintenancesBody(snapshot: Snapshot, wanted: (maintenance: PublicMaintenance) => boolean) {
  return { page: page(snapshot), scheduled_maintenances: maintenances(snapshot, wanted) }
}
