// What somebody may have to be told of: incidents, coming maintenance. Each has a version that grows when it changes.
import type { Db } from '../database.ts'
import type { Audience, Impact, IncidentStatus } from '../tables.ts'
import { HEARD } from './heard.ts'

/** `about` holds what a scope may name to include it: its service, its components, and their services. */
type AnyTopic = {
  /** An incident's id, `maintenance:<id>` or `digest:<how often>:<day>`. */
  id: string
  version: number
  about: string[]
  /** Only whoever was told of it has to hear more. */
  over: boolean
  audience: Audience
  /** Its newest text may be told from then on (UTC ms). */
  publicAt: number
}

export type IncidentTopic = AnyTopic & {
  kind: 'incident'
  status: IncidentStatus
  impact: Impact
  detectedAt: number
  announcedAt: number
  /** When an operator took it on; null: nobody yet. */
  acknowledgedAt: number | null
  /** Components, for what the engine knows of them. */
  components: string[]
  /** Where it is; empty: everywhere. */
  regions: string[]
}

/** `maintenance`: its id; `over`: it was cancelled. */
export type MaintenanceTopic = AnyTopic & {
  kind: 'maintenance'
  maintenance: string
  startsAt: number
  publishedAt: number
}

/** A summary of the time from `from` until `until` for those who chose one that comes as often. */
export type DigestTopic = AnyTopic & { kind: 'digest'; often: 'daily' | 'weekly'; from: number; until: number }

export type Topic = IncidentTopic | MaintenanceTopic | DigestTopic

const MAINTENANCE = 'maintenance:'

/** Incidents somebody may have to be told of: the unresolved ones, and resolved ones that somebody still believes in. Oldest first. */
export async function incidentsToTell(db: Db): Promise<IncidentTopic[]> {
  const rows = await db
    .selectFrom('incidents')
    .leftJoin('acknowledgements', 'acknowledgements.incident', 'incidents.id')
    .select([
      'id',
      'version',
      'status',
      'impact',
      'service',
      'audience',
      'detected_at',
      'announced_at',
      'regions',
      'acknowledgements.at as taken_at',
    ])
    .select((eb) =>
      eb
        .selectFrom('incident_updates')
        .whereRef('incident_updates.incident', '=', 'incidents.id')
        .select(({ fn }) => fn.max('public_at').as('at'))
        .as('public_at'),
    )
    .where(({ eb, or, exists, selectFrom }) =>
      or([
        eb('status', '<>', 'resolved'),
        exists(
          selectFrom('knowledge')
            .select('knowledge.topic')
            .whereRef('knowledge.topic', '=', 'incidents.id')
            .whereRef('knowledge.known_version', '<', 'incidents.version')
            .where(HEARD.of('knowledge')),
        ),
      ]),
    )
    .orderBy('began_at')
    .orderBy('id')
    .execute()
  return Promise.all(
    rows.map(async ({ service, public_at, detected_at, announced_at, taken_at, regions, ...incident }) => {
      const components = await componentsOf(db, incident.id)
      return {
        ...incident,
        kind: 'incident' as const,
        over: incident.status === 'resolved',
        publicAt: Number(public_at ?? 0),
        detectedAt: detected_at,
        announcedAt: announced_at,
        acknowledgedAt: taken_at,
        components,
        regions: JSON.parse(regions) as string[],
        about: withServices([service, ...components]),
      }
    }),
  )
}

async function componentsOf(db: Db, incident: string): Promise<string[]> {
  const rows = await db.selectFrom('incident_components').select('component').where('incident', '=', incident).execute()
  return rows.map(({ component }) => component)
}

/** Published maintenance that has not begun; cancelled ones for those who were told of it. The next one first. */
export async function maintenancesToTell(db: Db, now: number): Promise<MaintenanceTopic[]> {
  const rows = await db
    .selectFrom('maintenances')
    .select(['id', 'components', 'starts_at', 'published_at', 'updated_at', 'cancelled_at'])
    .where('starts_at', '>', now)
    .where('published_at', '<=', now)
    .orderBy('starts_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    kind: 'maintenance' as const,
    id: `${MAINTENANCE}${row.id}`,
    maintenance: row.id,
    version: row.updated_at,
    about: withServices(JSON.parse(row.components) as string[]),
    over: row.cancelled_at !== null,
    audience: 'everyone' as const,
    publicAt: row.published_at,
    startsAt: row.starts_at,
    publishedAt: row.published_at,
  }))
}

function withServices(ids: string[]): string[] {
  return [...new Set([...ids, ...ids.map((id) => id.split('/')[0] ?? id)])]
}
