// Who is behind on which topic. Nothing is written per subscriber when a topic changes: being behind is `known_version < version`,
// found by walking the subscribers a stretch at a time.
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '../database.ts'
import type { Channel, KnowledgeTable, SubscriberRole, Tables } from '../tables.ts'
import { HEARD, MUTED, REFUSED } from './heard.ts'
import { type Subscriber, subscriberOf } from './subscribers.ts'
import type { Topic } from './topics.ts'

/** Operators repair, centers face people now, everybody else can wait their turn. */
export const ROLE_ORDER: readonly SubscriberRole[] = ['operator', 'center', 'public']

export type KnowledgeOf = Pick<
  KnowledgeTable,
  'known_version' | 'known_kind' | 'known_at' | 'known_impact' | 'next_at' | 'tries' | 'trying_since'
>
export type Candidate = { subscriber: Subscriber; knowledge: KnowledgeOf | null }

export type Walk = {
  topic: Topic
  role: SubscriberRole
  channels: Channel[]
  /** Of changes only those hear who were last told before this instant, but for texts: there it is not time that decides. */
  toldBefore: number
  /** Who knows the newest version but was last told before this instant is to be reminded; null: nobody is. */
  remindBefore: number | null
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

function behind(db: Db, { topic, role, channels, toldBefore, remindBefore, now, after }: Walk) {
  return (
    db
      .selectFrom('subscribers as s')
      .leftJoin('knowledge as k', (join) => join.onRef('k.subscriber', '=', 's.id').on('k.topic', '=', topic.id))
      .where('s.status', '=', 'active')
      .where('s.role', '=', role)
      .where('s.id', '>', after)
      .where('s.channel', 'in', channels)
      .where((eb) => concerns(eb, topic))
      // whoever was told before it was known to be elsewhere hears that, and its end
      .where((eb) => eb.or([isNear(eb, topic), eb('k.known_at', 'is not', null)]))
      .where(({ eb, or, and }) =>
        or([
          ...(topic.over ? [] : [eb('k.subscriber', 'is', null)]),
          and([
            eb('k.next_at', '<=', now),
            eb('k.lease_until', '<=', now),
            eb('k.known_kind', 'not in', [REFUSED, MUTED]),
            or([
              and([
                eb('k.known_version', '<', topic.version),
                topic.over
                  ? HEARD.of('k')
                  : or([eb('s.channel', '=', 'sms'), eb('k.known_at', 'is', null), eb('k.known_at', '<=', toldBefore)]),
              ]),
              ...(remindBefore === null ? [] : [eb('k.known_at', '<', remindBefore)]),
            ]),
          ]),
        ]),
      )
  )
}

/** Of all who are told something by others than operators: how many the topic concerns, and how many there are. */
export async function reachOf(db: Db, topic: Topic): Promise<{ concerned: number; all: number }> {
  const { all, concerned } = await db
    .selectFrom('subscribers as s')
    .where('s.status', '=', 'active')
    .where('s.role', '<>', 'operator')
    .select((eb) => [
      eb.fn.countAll<number>().as('all'),
      eb.fn
        .count<number>(
          eb
            .case()
            .when(eb.and([concerns(eb, topic), isNear(eb, topic)]))
            .then(1)
            .end(),
        )
        .as('concerned'),
    ])
    .executeTakeFirstOrThrow()
  return { concerned: Number(concerned), all: Number(all) }
}

/** Scopes are JSON arrays of ids, so an id in quotes is found as text on both databases; what was chosen is JSON likewise. */
function concerns(
  eb: ExpressionBuilder<Tables & { s: Tables['subscribers'] }, 's'>,
  topic: Topic,
): Expression<SqlBool> {
  if (topic.kind === 'digest') return eb('s.preferences', 'like', `%"digest":"${topic.often}"%`)
  const named = topic.about.map(
    (id) => sql<SqlBool>`s.scope LIKE ${`%${JSON.stringify(id).replace(/[\\%_]/g, '\\$&')}%`} ESCAPE '\\'`,
  )
  return eb.or([eb('s.scope', '=', '[]'), ...named])
}

/** Whoever is of no region and chose none hears of every one; what was chosen is JSON, so a name in quotes is found as text. */
function isNear(eb: ExpressionBuilder<Tables & { s: Tables['subscribers'] }, 's'>, topic: Topic): Expression<SqlBool> {
  if (topic.kind !== 'incident' || topic.regions.length === 0) return sql<SqlBool>`1 = 1`
  return eb.or([
    eb.and([eb('s.region', '=', ''), eb('s.preferences', 'not like', '%"regions":%')]),
    eb('s.region', 'in', topic.regions),
    ...topic.regions.map((name) => eb('s.preferences', 'like', `%"${name}"%`)),
  ])
}

function knowledgeOf(row: { [Key in keyof KnowledgeOf]: KnowledgeOf[Key] | null }): KnowledgeOf | null {
  if (row.known_version === null) return null
  const { known_version, known_kind, known_at, known_impact, next_at, tries, trying_since } = row as KnowledgeOf
  return { known_version, known_kind, known_at, known_impact, next_at, tries, trying_since }
}

/** How many are behind but not yet due, and the earliest instant at which one of them may be, `gapMs` after the last message. */
export async function waitingFor(
  db: Db,
  topic: Topic,
  gapMs: number,
  now: number,
): Promise<{ count: number; nextAt: number | null }> {
  const row = await db
    .selectFrom('knowledge as k')
    .innerJoin('subscribers as s', 's.id', 'k.subscriber')
    .where('k.topic', '=', topic.id)
    .where('k.known_version', '<', topic.version)
    .where('k.known_kind', 'not in', [REFUSED, MUTED])
    .where('s.status', '=', 'active')
    .$if(topic.over, (query) => query.where(HEARD.of('k')))
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
  const gap = row.told === null || topic.over ? null : Number(row.told) + gapMs
  const times = [row.retry, row.lease, gap].filter((at) => at !== null).map(Number)
  return { count: Number(row.count), nextAt: times.length > 0 ? Math.min(...times) : null }
}
