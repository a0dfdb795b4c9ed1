// The record of bringing subscribers up to date: leased and written down before the call, finished after it.
import { createHash } from 'node:crypto'
import { type Db, inTransaction } from '../database.ts'
import type { AttemptState, Channel } from '../tables.ts'
import type { KnowledgeOf } from './behind.ts'

export type Claim = {
  subscriber: string
  topic: string
  version: number
  kind: string
  channel: Channel
  provider: string
  tries: number
  /** When the subscriber was last told (UTC ms): a reminder is a message of its own, although the version is the same. */
  knownAt: number | null
}

/**
 * Always the same for the same try, so that repeating one after a crash is seen as what it is. People are told in the order of their
 * ids: with the id in front, a million attempts are written one behind the other, not all over the index.
 */
export function attemptId({ subscriber, topic, version, channel, tries, knownAt }: Claim): string {
  const hash = createHash('sha256').update([subscriber, topic, version, channel, tries, knownAt ?? ''].join(':'))
  return `${subscriber}-${hash.digest('hex').slice(0, 16)}`
}

/**
 * Leases those of the subscribers whom nobody else is telling and records an attempt for each, before any call. Returns the ids
 * of the subscribers claimed; the lease ends by itself at `until`.
 */
export async function claim(db: Db, claims: Claim[], owner: string, now: number, until: number): Promise<Set<string>> {
  return inTransaction(db, async (db) => {
    const active = await activeOf(db, claims)
    const claimed = new Set<string>()
    const wanted = claims.filter(({ subscriber }) => active.has(subscriber))
    for (const alike of Map.groupBy(wanted, ({ topic, version }) => `${topic} ${version}`).values()) {
      for (const id of await lease(db, alike, owner, now, until)) claimed.add(id)
    }
    await recordAttempts(
      db,
      wanted.filter(({ subscriber }) => claimed.has(subscriber)),
      now,
    )
    return claimed
  })
}

/** Whoever left a moment ago is not told any more. Asked for by id alone: SQLite would look through everybody who is active. */
async function activeOf(db: Db, claims: Claim[]): Promise<Set<string>> {
  if (claims.length === 0) return new Set()
  const ids = claims.map(({ subscriber }) => subscriber)
  const rows = await db.selectFrom('subscribers').select(['id', 'status']).where('id', 'in', ids).execute()
  return new Set(rows.flatMap(({ id, status }) => (status === 'active' ? [id] : [])))
}

/** Of claims of one version of one topic; gives the ids of those leased. */
async function lease(db: Db, claims: Claim[], owner: string, now: number, until: number): Promise<string[]> {
  const [first] = claims
  if (!first) return []
  const rows = await db
    .insertInto('knowledge')
    .values(
      claims.map(({ subscriber, topic, knownAt }) => ({
        ...UNKNOWING,
        subscriber,
        topic,
        known_version: 0,
        known_at: knownAt,
        lease_until: until,
        lease_owner: owner,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['subscriber', 'topic'])
        .doUpdateSet({ lease_until: until, lease_owner: owner })
        .where('knowledge.lease_until', '<=', now)
        .where('knowledge.known_version', '<=', first.version)
        // nobody else has told them since they were found
        .where(({ eb, fn, val }) =>
          eb(fn.coalesce('knowledge.known_at', val(0)), '=', fn.coalesce('excluded.known_at', val(0))),
        ),
    )
    .returning('subscriber')
    .execute()
  return rows.map(({ subscriber }) => subscriber)
}

async function recordAttempts(db: Db, claims: Claim[], now: number): Promise<void> {
  if (claims.length === 0) return
  const started = {
    state: 'started' as const,
    started_at: now,
    finished_at: null,
    provider_ref: null,
    error: null,
    receipt: '' as const,
    receipt_at: null,
  }
  await db
    .insertInto('attempts')
    .values(claims.map((one) => ({ ...rowOf(one), ...started })))
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        ...started,
        provider: eb.ref('excluded.provider'),
        kind: eb.ref('excluded.kind'),
      })),
    )
    .execute()
}

function rowOf(claim: Claim) {
  const { subscriber, topic, version, kind, channel, provider } = claim
  return { id: attemptId(claim), subscriber, topic, version, kind, channel, provider }
}

/** What became of an attempt, and what the subscriber knows from then on (only the given fields change). */
export type Finish = {
  claim: Claim
  state: Exclude<AttemptState, 'started'>
  providerRef: string | null
  /** Who took it, where a channel has several. */
  by?: string | undefined
  error: string | null
  knowledge: Partial<Omit<KnowledgeOf, 'known_version'>> & { known_version?: number }
}

/** Records the ends of attempts and what is known, and drops the leases, in one transaction. */
export async function finish(db: Db, finishes: Finish[], owner: string, now: number): Promise<void> {
  if (finishes.length === 0) return
  await inTransaction(db, async (db) => {
    // the rows are there since the claim: this changes many of them at once
    await db
      .insertInto('attempts')
      .values(
        finishes.map(({ claim, state, providerRef, by, error }) => ({
          ...rowOf(claim),
          provider: by ?? claim.provider,
          state,
          started_at: now,
          finished_at: now,
          provider_ref: providerRef,
          error,
          receipt: '' as const,
          receipt_at: null,
        })),
      )
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({
          state: eb.ref('excluded.state'),
          finished_at: eb.ref('excluded.finished_at'),
          provider_ref: eb.ref('excluded.provider_ref'),
          error: eb.ref('excluded.error'),
          provider: eb.ref('excluded.provider'),
        })),
      )
      .execute()
    // most of a batch end alike
    for (const alike of Map.groupBy(finishes, ({ claim, knowledge }) =>
      JSON.stringify([claim.topic, knowledge]),
    ).values()) {
      const [first] = alike
      if (!first) continue
      await db
        .updateTable('knowledge')
        .set({ ...first.knowledge, lease_until: 0, lease_owner: '' })
        .where('topic', '=', first.claim.topic)
        .where(
          'subscriber',
          'in',
          alike.map(({ claim }) => claim.subscriber),
        )
        .where('lease_owner', '=', owner)
        .execute()
    }
  })
}

/** Notes that a version was looked at and is not worth a message: it is not looked at again, and nobody counts as told. */
export async function passOver(
  db: Db,
  topic: string,
  version: number,
  subscribers: string[],
  now: number,
): Promise<void> {
  if (subscribers.length === 0) return
  await db
    .insertInto('knowledge')
    .values(subscribers.map((subscriber) => ({ ...UNKNOWING, subscriber, topic, known_version: version })))
    .onConflict((conflict) =>
      conflict
        .columns(['subscriber', 'topic'])
        .doUpdateSet({ known_version: version, tries: 0, trying_since: null, next_at: 0 })
        .where('knowledge.lease_until', '<=', now)
        .where('knowledge.known_version', '<', version),
    )
    .execute()
}

/** Nobody of them is looked at again before `until`: it is night for them, or others are asked first. */
export async function postpone(db: Db, topic: string, waits: { subscriber: string; until: number }[]): Promise<void> {
  if (waits.length === 0) return
  await db
    .insertInto('knowledge')
    .values(
      waits.map(({ subscriber, until }) => ({ ...UNKNOWING, subscriber, topic, known_version: 0, next_at: until })),
    )
    .onConflict((conflict) =>
      conflict.columns(['subscriber', 'topic']).doUpdateSet((eb) => ({ next_at: eb.ref('excluded.next_at') })),
    )
    .execute()
}

const UNKNOWING = {
  known_kind: '',
  known_at: null,
  known_impact: '',
  next_at: 0,
  tries: 0,
  trying_since: null,
  lease_until: 0,
  lease_owner: '',
}
