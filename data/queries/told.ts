// What operators see of telling: who waits, since when, how providers do, and what a reader was sent.
import type { Db } from '../database.ts'
import type { AttemptsTable, Channel } from '../tables.ts'
import { MUTED, REFUSED } from './heard.ts'
import { tellingStopped } from './telling-switch.ts'

const MINUTE = 60_000

/** Of one channel where somebody waits: how many are behind on something, and when the oldest of it changed (UTC ms). */
export type Backlog = { channel: Channel; waiting: number; oldestAt: number }

/** Those with a note of being behind on an open or changed incident. Who was never looked at is not among them. */
export async function backlog(db: Db): Promise<Backlog[]> {
  const rows = await db
    .selectFrom('knowledge as k')
    .innerJoin('incidents as i', 'i.id', 'k.topic')
    .innerJoin('subscribers as s', 's.id', 'k.subscriber')
    .whereRef('k.known_version', '<', 'i.version')
    .where('k.known_kind', 'not in', [REFUSED, MUTED])
    .where('s.status', '=', 'active')
    .where(({ eb, or }) => or([eb('i.status', '<>', 'resolved'), eb('k.known_at', 'is not', null)]))
    .groupBy('s.channel')
    .select(({ fn }) => ['s.channel', fn.countAll<number>().as('waiting'), fn.min<number>('i.updated_at').as('oldest')])
    .execute()
  return rows.map(({ channel, waiting, oldest }) => ({ channel, waiting: Number(waiting), oldestAt: Number(oldest) }))
}

/** Of one provider since `since`: calls that were taken, that failed, that were refused; milliseconds from start to end (median). */
export type ProviderRecord = {
  provider: string
  accepted: number
  failed: number
  refused: number
  typicalMs: number | null
}

/** At most the newest 10 000 attempts since `since` (UTC ms). */
export async function providerRecords(db: Db, since: number): Promise<ProviderRecord[]> {
  const rows = await db
    .selectFrom('attempts')
    .select(['provider', 'state', 'started_at', 'finished_at'])
    .where('started_at', '>=', since)
    .orderBy('started_at', 'desc')
    .limit(10_000)
    .execute()
  return [...Map.groupBy(rows, ({ provider }) => provider)].map(([provider, calls]) => {
    const count = (state: string) => calls.filter((call) => call.state === state).length
    const times = calls
      .flatMap(({ started_at, finished_at, state }) =>
        state === 'accepted' && finished_at !== null ? [finished_at - started_at] : [],
      )
      .sort((a, b) => a - b)
    const [accepted, failed, refused] = [count('accepted'), count('failed'), count('refused')]
    return { provider, accepted, failed, refused, typicalMs: times[Math.floor(times.length / 2)] ?? null }
  })
}

/** For metrics: of providers the last five minutes. */
export async function howTellingGoes(db: Db, now: number) {
  const providers = await providerRecords(db, now - 5 * MINUTE)
  return { backlog: await backlog(db), providers, stopped: (await tellingStopped(db)) !== null, now }
}

/** Whether the provider, or one of those that share a channel (`a+b`), took a message since `since` (UTC ms). */
export async function acceptedSince(db: Db, provider: string, since: number): Promise<boolean> {
  const row = await db
    .selectFrom('attempts')
    .select('id')
    .where('provider', 'in', [provider, ...provider.split('+')])
    .where('state', '=', 'accepted')
    .where('finished_at', '>=', since)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The last tries to tell somebody, newest first. */
export function lastAttempts(db: Db, subscriber: string, limit: number): Promise<AttemptsTable[]> {
  return db
    .selectFrom('attempts')
    .selectAll()
    .where('subscriber', '=', subscriber)
    .orderBy('started_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
}
