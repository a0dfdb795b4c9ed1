// Computes the roll-ups of one component over a stretch of time, from the log and the runs, and writes what changed.
import type { Db } from '../../data/database.ts'
import { runsBetween } from '../../data/queries/history.ts'
import { presentRollups, type RollupMarks, writeRollups } from '../../data/queries/rollups.ts'
import { type RollupsTable, SPANS, type Span } from '../../data/tables.ts'
import { type Bucket, bucketsBetween } from './availability-calendar.ts'
import { historyOf, lastSaid, measureHistory } from './availability-history.ts'
import { FIRST, revisionOf, runsOf, type Why } from './availability-rows.ts'
import { countRuns, mergeRuns, type RunCounts, runsText } from './availability-runs.ts'

export type Task = { component: string; from: number; until: number; why: Why; leastNoticeHours: number; now: number }

/** Whose counts a bucket adds up; five-minute ones count runs. */
const PARTS: Record<Exclude<Span, '5m'>, Span> = { hour: '5m', day: 'hour', month: 'day' }

/**
 * Every bucket that touches the stretch and is over by `marks['rollups-until']`, shortest first, since longer ones add up the
 * runs of shorter ones. Times always come from the log. Gives how many buckets were looked at.
 */
export async function recompute(db: Db, marks: RollupMarks, task: Task): Promise<number> {
  let count = 0
  for (const span of SPANS) {
    const buckets = bucketsBetween(span, task.from, task.until).filter(
      ({ from, until }) => until <= marks['rollups-until'] && from >= keptFrom(span, marks),
    )
    if (buckets.length > 0) await recomputeSpan(db, marks, task, span, buckets)
    count += buckets.length
  }
  return count
}

async function recomputeSpan(db: Db, marks: RollupMarks, task: Task, span: Span, buckets: Bucket[]): Promise<void> {
  const { component, why, now, leastNoticeHours } = task
  const from = buckets[0]?.from ?? task.from
  const until = buckets.at(-1)?.until ?? task.until
  const history = await historyOf(db, component, from, until, leastNoticeHours)
  const present = await presentRollups(db, component, span, from, until)
  const former = new Map(present.map((row) => [row.bucket, row]))
  const counted = await countsOf(db, component, span, buckets)
  const rows = buckets.flatMap((bucket) => {
    const known = former.get(bucket.from)
    // what the counts were made of may have been deleted since
    const runs = bucket.from < countedFrom(span, marks) ? runsOf(known) : counted(bucket)
    const measured = { figures: measureHistory(history, bucket.from, bucket.until), runs: runsText(runs) }
    const said = lastSaid(history, bucket, known?.computed_at)
    const reason = said ? { reason: 'correction', note: said.reason } : known ? why : FIRST
    return revisionOf({ component, span, bucket: bucket.from }, measured, known, reason, now) ?? []
  })
  await writeRollups(db, rows, now)
}

async function countsOf(
  db: Db,
  component: string,
  span: Span,
  buckets: Bucket[],
): Promise<(bucket: Bucket) => RunCounts> {
  const from = buckets[0]?.from ?? 0
  const until = buckets.at(-1)?.until ?? 0
  if (span === '5m') {
    const within = byBucket(buckets, await runsBetween(db, component, from, until), ({ started_at }) => started_at)
    return (bucket) => countRuns(within.get(bucket.from) ?? [])
  }
  const parts = await presentRollups(db, component, PARTS[span], from, until)
  const within = byBucket(buckets, parts, (row: RollupsTable) => row.bucket)
  return (bucket) => mergeRuns((within.get(bucket.from) ?? []).map(runsOf))
}

function byBucket<T>(buckets: Bucket[], list: T[], at: (one: T) => number): Map<number, T[]> {
  const sorted = list.toSorted((a, b) => at(a) - at(b))
  let next = 0
  return new Map(
    buckets.map(({ from, until }) => {
      const own: T[] = []
      for (; next < sorted.length && at(sorted[next] as T) < until; next += 1) own.push(sorted[next] as T)
      return [from, own]
    }),
  )
}

/** From when on there still are roll-ups of this span. */
function keptFrom(span: Span, marks: RollupMarks): number {
  if (span === '5m') return marks['rollups-5m-kept-from']
  return span === 'hour' ? marks['rollups-hour-kept-from'] : 0
}

/** From when on there still is what roll-ups of this span count. */
function countedFrom(span: Span, marks: RollupMarks): number {
  if (span === '5m') return marks['rollups-runs-kept-from']
  return span === 'month' ? 0 : keptFrom(PARTS[span], marks)
}
