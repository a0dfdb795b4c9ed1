import type { IncidentReport } from '../../../data/queries/incident-reports.ts'
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
  const postmortem = postmortemOf(incident)
  return {
    id: incident.id,
    name: incident.title.ko,
    status: postmortem ? ('postmortem' as const) : incident.status,
    created_at: time(incident.announcedAt),
    updated_at: time(incident.updatedAt),
    monitoring_at: incident.monitoringAt === null ? null : time(incident.monitoringAt),
    resolved_at: incident.resolvedAt === null ? null : time(incident.resolvedAt),
    impact: incident.impact,
    shortlink: `${snapshot.site.url}/incidents/${incident.id}`,
    started_at: time(incident.beganAt),
    page_id: page(snapshot).id,
    incident_updates: [
      ...(postmortem ? [postmortemUpdate(postmortem, incident.id, snapshot)] : []),
      ...incident.updates.map((update) => oneUpdate(update, incident.id, snapshot)),
    ],
    components: componentsOf(
      incident.components.map(({ id }) => id),
      snapshot,
    ),
    reminder_intervals: null,
  }
}

/** What was written after its end: in Korean where it was, otherwise in any language. */
function postmortemOf({ reports = [], resolvedAt }: PublicIncident): IncidentReport | null {
  if (resolvedAt === null) return null
  return reports.find(({ language }) => language === 'ko') ?? reports[0] ?? null
}

/** What Statuspage says of an incident to webhooks beside what its documents say. */
export function onlyToldByWebhook(incident: PublicIncident) {
  const postmortem = postmortemOf(incident)
  const written = postmortem === null ? null : time(postmortem.at)
  return {
    backfilled: false,
    impact_override: null,
    postmortem_body: postmortem?.body ?? null,
    postmortem_body_last_updated_at: written,
    postmortem_ignored: false,
    postmortem_notified_subscribers: false,
    postmortem_notified_twitter: false,
    postmortem_published_at: written,
    scheduled_for: null,
    scheduled_until: null,
    scheduled_remind_prior: false,
    scheduled_reminded_at: null,
    scheduled_auto_in_progress: false,
    scheduled_auto_completed: false,
  }
}

function postmortemUpdate({ body, author, at }: IncidentReport, incident: string, snapshot: Snapshot) {
  const said = { version: 0, status: 'resolved' as const, affected: [], author, publicAt: at, evidence: [] }
  const update = oneUpdate(
    { id: `postmortem:${incident}`, body: { ko: body, en: body }, at, ...said },
    incident,
    snapshot,
  )
  return { ...update, status: 'postmortem' as const, deliver_notifications: false }
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
