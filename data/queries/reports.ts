// What a report of a time needs to know of its incidents. Only those that were told to everyone.
import type { Db } from '../database.ts'
import type { IncidentStatus } from '../tables.ts'

/** One component's part in one incident. Instants are UTC milliseconds. */
export type Part = {
  incident: string
  titleKo: string
  titleEn: string
  component: string
  beganAt: number
  recoveredAt: number | null
  detectedAt: number
  announcedAt: number
}

/** Every part that lasted for some of the time from `from` until `until` (exclusive), oldest first. */
export function partsBetween(db: Db, from: number, until: number): Promise<Part[]> {
  return db
    .selectFrom('incident_components as part')
    .innerJoin('incidents as incident', 'incident.id', 'part.incident')
    .select([
      'part.incident',
      'incident.title_ko as titleKo',
      'incident.title_en as titleEn',
      'part.component',
      'part.began_at as beganAt',
      'part.recovered_at as recoveredAt',
      'incident.detected_at as detectedAt',
      'incident.announced_at as announcedAt',
    ])
    .where('incident.audience', '=', 'everyone')
    .where('part.began_at', '<', until)
    .where((row) => row.or([row('part.recovered_at', 'is', null), row('part.recovered_at', '>', from)]))
    .orderBy('part.began_at')
    .orderBy('part.incident')
    .execute()
}

/** The statuses that incidents went through, in their order: how often one was opened again shows in them. */
export async function statusesOf(
  db: Db,
  incidents: string[],
): Promise<{ incident: string; status: IncidentStatus; at: number }[]> {
  if (incidents.length === 0) return []
  return db
    .selectFrom('incident_updates')
    .select(['incident', 'status', 'at'])
    .where('incident', 'in', incidents)
    .orderBy('incident')
    .orderBy('version')
    .execute()
}
