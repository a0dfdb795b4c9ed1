import { publicId } from '../public-id.ts'
import type { PublicIncident, PublicUpdate, Snapshot } from '../snapshot.ts'
import { componentsOf, statuspageWord } from './components.ts'
import { page, time } from './page.ts'

/** Newest first, as clients expect, while the page shows unresolved ones first. */
export function incidents(snapshot: Snapshot, wanted: (incident: PublicIncident) => boolean) {
  return snapshot.incidents
    .filter(wanted)
    .sort((a, b) => b.announcedAt - a.announcedAt)
    .map((incident) => oneIncident(incident, snapshot))
}

/** One incident as clients of Statuspage read it. */
export function oneIncident(incident: PublicIncident, snapshot: Snapshot) {
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

export function oneUpdate(update: PublicUpdate, incident: string, snapshot: Snapshot) {
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
