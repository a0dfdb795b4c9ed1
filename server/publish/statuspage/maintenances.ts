import { moment } from '../../../views/format.ts'
import { partName, partsOf } from '../maintenance-parts.ts'
import { publicId } from '../public-id.ts'
import type { PublicMaintenance, PublicUpdate, Snapshot } from '../snapshot.ts'
import { componentsOf } from './components.ts'
import { oneUpdate } from './incidents.ts'
import { page, time } from './page.ts'

export function maintenances(snapshot: Snapshot, wanted: (maintenance: PublicMaintenance) => boolean) {
  return snapshot.maintenances.filter(wanted).map((maintenance) => oneMaintenance(maintenance, snapshot))
}

function oneMaintenance(maintenance: PublicMaintenance, snapshot: Snapshot) {
  const id = publicId(`maintenance:${maintenance.id}`)
  const published: PublicUpdate = {
    id: `maintenance:${maintenance.id}`,
    version: 1,
    status: 'investigating',
    body: { ...maintenance.body, ko: bodyOf(maintenance, snapshot) },
    affected: [],
    author: '',
    at: maintenance.publishedAt,
    publicAt: maintenance.publishedAt,
    evidence: [],
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

/** That shape has one end and no source: those that are ready earlier, and where it was announced, are told in words. */
function bodyOf(maintenance: PublicMaintenance, snapshot: Snapshot): string {
  const early = partsOf(maintenance)
    .filter(({ endsAt }) => endsAt !== maintenance.endsAt)
    .map(({ id, endsAt }) => `${partName(id, snapshot, 'ko')}: ${moment(endsAt, 'ko')}까지`)
  const source = maintenance.source === null ? [] : [`공지: ${maintenance.source}`]
  return [maintenance.body.ko, ...early, ...source].join('\n')
}
