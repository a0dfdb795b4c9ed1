// The Statuspage v2 documents, exactly in the shape that existing clients know (docs/status-api.md). Pure.
import type { State } from '../../data/tables.ts'
import { publicId } from './public-id.ts'
import type {
  PublicComponent,
  PublicIncident,
  PublicMaintenance,
  PublicService,
  PublicUpdate,
  Snapshot,
} from './snapshot.ts'

type Words = (typeof WORDS)[number]
const WORDS = ['operational', 'degraded_performance', 'partial_outage', 'major_outage', 'under_maintenance'] as const

/**
 * Statuspage has no word for "we do not know". Saying `operational` would be a lie and an outage would be another, so it reads
 * `degraded_performance`: a client that acts on it looks here, where the page says 확인 불가.
 */
export function statuspageWord(state: State): Words {
  return state === 'unknown' ? 'degraded_performance' : state
}

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

function page({ site, at }: Snapshot) {
  return {
    id: publicId(`page:${site.url}`),
    name: site.name.ko,
    url: site.url,
    time_zone: site.timeZone,
    updated_at: time(at),
  }
}

/** English descriptions exactly as clients compare them. `maintenance` only when nothing else is wrong. */
function status({ services }: Snapshot): { indicator: string; description: string } {
  const words = services.flatMap((service) => service.components.map(({ state }) => statuspageWord(state)))
  const down = words.filter((word) => word === 'major_outage').length
  if (words.length > 0 && down * 2 >= words.length)
    return { indicator: 'critical', description: 'Major Service Outage' }
  if (down > 0) return { indicator: 'major', description: 'Partial System Outage' }
  if (words.includes('partial_outage')) return { indicator: 'minor', description: 'Minor Service Outage' }
  if (words.includes('degraded_performance')) return { indicator: 'minor', description: 'Partially Degraded Service' }
  if (words.includes('under_maintenance')) return { indicator: 'maintenance', description: 'Service Under Maintenance' }
  return { indicator: 'none', description: 'All Systems Operational' }
}

function components(snapshot: Snapshot) {
  return snapshot.services.flatMap((service, index) => [
    group(service, index + 1, snapshot),
    ...service.components.map((component, position) => oneComponent(component, service, position + 1, snapshot)),
  ])
}

function group(service: PublicService, position: number, snapshot: Snapshot) {
  const oldest = Math.min(...service.components.map(({ createdAt }) => createdAt))
  const newest = Math.max(...service.components.map(({ updatedAt }) => updatedAt))
  return {
    id: service.publicId,
    name: service.name.ko,
    status: statuspageWord(service.state),
    created_at: time(oldest),
    updated_at: time(newest),
    position,
    description: service.description?.ko ?? null,
    showcase: false,
    start_date: null,
    group_id: null,
    page_id: page(snapshot).id,
    group: true,
    only_show_if_degraded: false,
    components: service.components.map(({ publicId }) => publicId),
  }
}

function oneComponent(component: PublicComponent, service: PublicService, position: number, snapshot: Snapshot) {
  return {
    id: component.publicId,
    name: component.name.ko,
    status: statuspageWord(component.state),
    created_at: time(component.createdAt),
    updated_at: time(component.updatedAt),
    position,
    description: component.description?.ko ?? null,
    showcase: true,
    start_date: time(component.createdAt).slice(0, 10),
    group_id: service.publicId,
    page_id: page(snapshot).id,
    group: false,
    only_show_if_degraded: false,
  }
}

function unresolved({ resolvedAt }: PublicIncident): boolean {
  return resolvedAt === null
}

/** Newest first, as clients expect, while the page shows unresolved ones first. */
function incidents(snapshot: Snapshot, wanted: (incident: PublicIncident) => boolean) {
  return snapshot.incidents
    .filter(wanted)
    .sort((a, b) => b.announcedAt - a.announcedAt)
    .map((incident) => oneIncident(incident, snapshot))
}

function oneIncident(incident: PublicIncident, snapshot: Snapshot) {
  return {
    id: incident.id,
    name: incident.title.ko,
    status: incident.status,
    created_at: time(incident.announcedAt),
    updated_at: time(incident.updatedAt),
    monitoring_at: incident.monitoringAt === null ? null : time(incident.monitoringAt),
    resolved_at: incident.resolvedAt === null ? null : time(incident.resolvedAt),
    impact: incident.impact,
    shortlink: `${snapshot.site.url}/incidents/${incident.id}`,
    started_at: time(incident.beganAt),
    page_id: page(snapshot).id,
    incident_updates: incident.updates.map((update) => oneUpdate(update, incident.id, snapshot)),
    components: componentsOf(
      incident.components.map(({ id }) => id),
      snapshot,
    ),
    reminder_intervals: null,
  }
}

function oneUpdate(update: PublicUpdate, incident: string, snapshot: Snapshot) {
  return {
    id: publicId(`update:${update.id}`),
    status: update.status,
    body: update.body.ko,
    incident_id: incident,
    created_at: time(update.at),
    updated_at: time(update.at),
    display_at: time(update.at),
    affected_components: update.affected.length === 0 ? null : affected(update, snapshot),
    deliver_notifications: true,
    custom_tweet: null,
    tweet_id: null,
  }
}

function affected({ affected }: PublicUpdate, { services }: Snapshot) {
  return affected.map(({ component, from, to }) => {
    const service = services.find(({ components }) => components.some(({ id }) => id === component))
    const name = service?.components.find(({ id }) => id === component)?.name.ko ?? component
    return {
      code: publicId(`component:${component}`),
      name: service ? `${service.name.ko} - ${name}` : name,
      old_status: statuspageWord(from),
      new_status: statuspageWord(to),
    }
  })
}

/** Full components for ids of components or of whole services. */
function componentsOf(ids: string[], snapshot: Snapshot) {
  return snapshot.services.flatMap((service) =>
    service.components.flatMap((component, index) =>
      ids.includes(component.id) || ids.includes(service.id)
        ? [oneComponent(component, service, index + 1, snapshot)]
        : [],
    ),
  )
}

function maintenancesBody(snapshot: Snapshot, wanted: (maintenance: PublicMaintenance) => boolean) {
  return { page: page(snapshot), scheduled_maintenances: maintenances(snapshot, wanted) }
}

function maintenances(snapshot: Snapshot, wanted: (maintenance: PublicMaintenance) => boolean) {
  return snapshot.maintenances.filter(wanted).map((maintenance) => oneMaintenance(maintenance, snapshot))
}

function oneMaintenance(maintenance: PublicMaintenance, snapshot: Snapshot) {
  const id = publicId(`maintenance:${maintenance.id}`)
  const published: PublicUpdate = {
    id: `maintenance:${maintenance.id}`,
    version: 1,
    status: 'investigating',
    body: maintenance.body,
    affected: [],
    author: '',
    at: maintenance.publishedAt,
  }
  return {
    id,
    name: maintenance.title.ko,
    status: maintenance.status,
    created_at: time(maintenance.publishedAt),
    updated_at: time(maintenance.updatedAt),
    monitoring_at: null,
    resolved_at: maintenance.status === 'completed' ? time(maintenance.endsAt) : null,
    impact: 'maintenance',
    shortlink: `${snapshot.site.url}/`,
    started_at: time(maintenance.publishedAt),
    page_id: page(snapshot).id,
    incident_updates: [{ ...oneUpdate(published, id, snapshot), status: 'scheduled' }],
    components: componentsOf(maintenance.components, snapshot),
    reminder_intervals: null,
    scheduled_for: time(maintenance.startsAt),
    scheduled_until: time(maintenance.endsAt),
  }
}

const KST_MS = 9 * 3_600_000

/** ISO 8601 with milliseconds and the page's offset; Korea has no summer time. */
function time(at: number): string {
  return `${new Date(at + KST_MS).toISOString().slice(0, -1)}+09:00`
}
