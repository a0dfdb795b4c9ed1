// What there is to tell of now, and each thing of it as it is now, read anew for every batch of messages. Shell.
import type { Db } from '../../data/database.ts'
import { incidentById, incidentsBetween } from '../../data/queries/incidents.ts'
import { comingMaintenances, type MaintenanceRecord, maintenanceById } from '../../data/queries/maintenances.ts'
import { type DigestTopic, incidentsToTell, maintenancesToTell, type Topic } from '../../data/queries/topics.ts'
import type { PublicIncident } from '../publish/snapshot.ts'
import { digestTopics } from './digests.ts'

/** Planned work as it is now; `cancelled`: it is not coming. */
export type ToldMaintenance = MaintenanceRecord & { cancelled: boolean }
/** What happened from `from` until `until`, and what work is coming; for all, a reader's share is taken from it. */
export type ToldDigest = {
  often: DigestTopic['often']
  from: number
  until: number
  incidents: PublicIncident[]
  coming: MaintenanceRecord[]
}

export type Matter =
  | { about: 'incident'; incident: PublicIncident }
  | { about: 'maintenance'; maintenance: ToldMaintenance }
  | { about: 'digest'; digest: ToldDigest }

/** Of which version it is: the newest, whatever it was when the topic was found. */
export type Current = { version: number; matter: Matter }

export async function topicsToTell(db: Db, now: number): Promise<Topic[]> {
  return [...(await incidentsToTell(db)), ...(await maintenancesToTell(db, now)), ...digestTopics(now)]
}

/** Null when it is gone. */
export async function readMatter(db: Db, topic: Topic, now: number): Promise<Current | null> {
  if (topic.kind === 'incident') {
    const incident = await incidentById(db, topic.id)
    return incident && { version: incident.version, matter: { about: 'incident', incident } }
  }
  if (topic.kind === 'maintenance') {
    const maintenance = await maintenanceById(db, topic.maintenance)
    return maintenance && { version: maintenance.updatedAt, matter: { about: 'maintenance', maintenance } }
  }
  const { often, from, until, version } = topic
  const incidents = await incidentsBetween(db, from, until)
  const coming = await comingMaintenances(db, now)
  return { version, matter: { about: 'digest', digest: { often, from, until, incidents, coming } } }
}
