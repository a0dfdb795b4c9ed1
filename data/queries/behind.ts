// Who is behind on which incident. Nothing is written per subscriber when an incident changes: being behind is
// `known_version < version`, found by walking the subscribers a stretch at a time.
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '../database.ts'
import type { Audience, Channel, Impact, IncidentStatus, KnowledgeTable, SubscriberRole, Tables } from '../tables.ts'
import { type Subscriber, subscriberOf } from './subscribers.ts'

/** Operators repair, centers face people now, everybody else can wait their turn. */
/** `known_kind` of somebody to whom a message went of which nobody knows whether it arrived, and who was never told otherwise. */
export const PERHAPS_TOLD = 'perhaps'

export const ROLE_ORDER: readonly SubscriberRole[] = ['operator', 'center', 'public']

/** `about` holds what a scope may name to include it: its service, its components, and their services. */
export type TellableIncident = {
  id: string
  version: number
  status: IncidentStatus
  impact: Impact
  audience: Audience
  /** Its newest text may be told from then on (UTC ms). */
  publicAt: number
  about: string[]
}

export type KnowledgeOf = Pick<
  KnowledgeTable,
  'known_version' | 'known_kind' | 'known_at' | 'known_impact' | 'next_at' | 'tries' | 'trying_since'
>
export type Candidate = { subscriber: Subscriber; knowledge: KnowledgeOf | null }

/** Incidents somebody may have to be told of: the unresolved ones, and resolved ones that somebody still believes in. Oldest first. */
export async function incidentsToTell(db: Db): Promise<TellableIncident[]> {
  const rows = await db
    .selectFrom('incidents')
    .select(['id', 'version', 'status', 'impact', 'service', 'audience'])
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
            .where(mayHaveHeard('knowledge'))
            .where('knowledge.known_kind', '<>', 'refused'),
        ),
      ]),
    )
    .orderBy('began_at')
    .orderBy('id')
    .execute()
  return Promise.all(
    rows.map(async ({ service, public_at, ...incident }) => ({
      ...incident,
      publicAt: Number(public_at ?? 0),
      about: await aboutOf(db, incident.id, service),
    })),
  )
}

async function aboutOf(db: Db, incident: string, service: string): Promise<string[]> {
  const rows = await db.selectFrom('incident_components').select('component').where('incident', '=', incident).execute()
  const components = rows.map(({ component }) => component)
  return [...new Set([service, ...components, ...components.map((id) => id.split('/')[0] ?? id)])]
}

export type Walk = {
  incident: TellableIncident
  role: SubscriberRole
  channels: Channel[]
  /** Mails on changes only to those last told before this instant. */
  toldBefore: number
  now: number
  /** Id of the last subscriber of the stretch before; '' to begin. */
  after: string
  /** Subscribers looked at in one step. */
  stretch: number
}

/**
 * The candidates within the next stretch of subscribers, and where to go on (`null` at the end). A step costs the same however
 * many subscribers there are.
 */
export async function nextCandidates(db: Db, walk: Walk): Promise<{ candidates: Candidate[]; after: string | null }> {
  const upTo = await endOfStretch(db, walk)
  let query = behind(db, walk)
  if (upTo !== null) query = query.where('s.id', '<=', upTo)
  const rows = await query
    .select([
      's.id',
      's.channel',
      's.address',
      's.language',
      's.role',
      's.name',
      's.scope',
      's.status',
      's.preferences',
    ])
    .select([
      'k.known_version',
      'k.known_kind',
      'k.known_at',
      'k.known_impact',
      'k.next_at',
      'k.tries',
      'k.trying_since',
    ])
    .orderBy('s.id')
    .execute()
  return {
    candidates: rows.map((row) => ({ subscriber: subscriberOf(row), knowledge: knowledgeOf(row) })),
    after: upTo,
  }
}

async function endOfStretch(db: Db, { role, after, stretch }: Walk): Promise<string | null> {
  const row = await db
    .selectFrom('subscribers')
    .select('id')
    .where('status', '=', 'active')
    .where('role', '=', role)
    .where('id', '>', after)
    .orderBy('id')
    .offset(stretch - 1)
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}

function behind(db: Db, { incident, role, channels, toldBefore, now, after }: Walk) {
  return db
    .selectFrom('subscribers as s')
    .leftJoin('knowledge as k', (join) => join.onRef('k.subscriber', '=', 's.id').on('k.topic', '=', incident.id))
    .where('s.status', '=', 'active')
    .where('s.role', '=', role)
    .where('s.id', '>', after)
    .where('s.channel', 'in', channels)
    .where((eb) => concerns(eb, incident.about))
    .where(({ eb, or, and }) =>
      or([
        ...(incident.status === 'resolved' ? [] : [eb('k.subscriber', 'is', null)]),
        and([
          eb('k.known_version', '<', incident.version),
          eb('k.next_at', '<=', now),
          eb('k.lease_until', '<=', now),
          eb('k.known_kind', '<>', 'refused'),
          ...(incident.status === 'resolved'
            ? [mayHaveHeard('k')]
            : [or([eb('s.channel', '=', 'sms'), eb('k.known_at', 'is', null), eb('k.known_at', '<=', toldBefore)])]),
        ]),
      ]),
    )
}

/** Scopes are JSON arrays of ids, so an id in quotes is found as text on both databases. */
function concerns(
  eb: ExpressionBuilder<Tables & { s: Tables['subscribers'] }, 's'>,
  about: string[],
): Expression<SqlBool> {
  const named = about.map(
    (id) => sql<SqlBool>`s.scope LIKE ${`%${JSON.stringify(id).replace(/[\\%_]/g, '\\$&')}%`} ESCAPE '\\'`,
  )
  return eb.or([eb('s.scope', '=', '[]'), ...named])
}

function knowledgeOf(row: { [Key in keyof KnowledgeOf]: KnowledgeOf[Key] | null }): KnowledgeOf | null {
  if (row.known_version === null) return null
  const { known_version, known_kind, known_at, known_impact, next_at, tries, trying_since } = row as KnowledgeOf
  return { known_version, known_kind, known_at, known_impact, next_at, tries, trying_since }
}

/** How many are behind but not yet due, and the earliest instant at which one of them may be. */
export async function waitingFor(
  db: Db,
  incident: TellableIncident,
  gapMs: number,
  now: number,
): Promise<{ count: number; nextAt: number | null }> {
  const row = await db
    .selectFrom('knowledge as k')
    .innerJoin('subscribers as s', 's.id', 'k.subscriber')
    .where('k.topic', '=', incident.id)
    .where('k.known_version', '<', incident.version)
    .where('k.known_kind', '<>', 'refused')
    .where('s.status', '=', 'active')
    .$if(incident.status === 'resolved', (query) => query.where(mayHaveHeard('k')))
    .select(({ fn, eb }) => [
      fn.countAll<number>().as('count'),
      fn.min<number | null>(eb.case().when('k.next_at', '>', now).then(eb.ref('k.next_at')).end()).as('retry'),
      fn.min<number | null>(eb.case().when('k.lease_until', '>', now).then(eb.ref('k.lease_until')).end()).as('lease'),
      fn
        .min<number | null>(
          eb
            .case()
            .when('k.known_at', '>', now - gapMs)
            .then(eb.ref('k.known_at'))
            .end(),
        )
        .as('told'),
    ])
    .executeTakeFirstOrThrow()
  const gap = row.told === null || incident.status === 'resolved' ? null : Number(row.told) + gapMs
  const times = [row.retry, row.lease, gap].filter((at) => at !== null).map(Number)
  return { count: Number(row.count), nextAt: times.length > 0 ? Math.min(...times) : null }
}

/** Whoever was told of the incident, or perhaps was; `knowledge`: what the table is called in the query. */
function mayHaveHeard(knowledge: 'k' | 'knowledge') {
  const [at, kind] = [sql.ref(`${knowledge}.known_at`), sql.ref(`${knowledge}.known_kind`)]
  return sql<boolean>`(${at} is not null or ${kind} = ${PERHAPS_TOLD})`
}
