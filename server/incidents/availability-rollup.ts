// Keeps the roll-ups up to date: goes on where it stopped, and looks again at what arrived late. A bounded piece of work a call.
import type { Catalogue } from '../../data/catalogue.ts'
import { type Db, inTransaction } from '../../data/database.ts'
import { logBegins } from '../../data/queries/history.ts'
import {
  lockRollups,
  nextRepair,
  type RollupMarks,
  rollupMarks,
  setRollupMark,
  shortenRepair,
} from '../../data/queries/rollups.ts'
import { bucketOf, DAY, FIVE_MINUTES, startOfDay } from './availability-calendar.ts'
import { notice, OVERLAP_MS } from './availability-notice.ts'
import { recompute } from './availability-recompute.ts'
import { FIRST } from './availability-rows.ts'
import type { AvailabilitySettings } from './availability-settings.ts'

export type RollUpContext = { catalogue: Catalogue; settings: AvailabilitySettings }

/** Buckets of one transaction, and of one call: some ten milliseconds each on SQLite, where nothing else runs meanwhile. */
const BUCKETS_A_STEP = 200
const BUCKETS_A_CALL = 600

/**
 * Rolls up what is over and settled at `now`, and repairs what became known late. Called twice it does nothing the second time.
 * `finished` is false when more remains for the next call; `changed` is true when any roll-up may have changed.
 */
export async function rollUp(
  db: Db,
  context: RollUpContext,
  now: number,
): Promise<{ finished: boolean; changed: boolean }> {
  const reach = bucketOf('5m', now - context.settings.settleMinutes * 60_000).from
  let done = 0
  await inTransaction(db, (db) => begin(db, context, now))
  while (done < BUCKETS_A_CALL) {
    const marks = await rollupMarks(db)
    const repair = await nextRepair(db)
    if (!repair && (marks['rollups-until'] === 0 || marks['rollups-until'] >= reach)) {
      return { finished: true, changed: done > 0 }
    }
    done += await inTransaction(db, (db) => step(db, context, reach, now))
  }
  return { finished: false, changed: true }
}

/** Where roll-ups begin, once there is a log; then what became known since the last look. Writes nothing when nothing is new. */
async function begin(db: Db, { catalogue }: RollUpContext, now: number): Promise<void> {
  const marks = await rollupMarks(db)
  if (marks['rollups-until'] > 0) return notice(db, catalogue, marks, now)
  const log = await logBegins(db)
  if (!log) return
  // a first decision about a time long before it would be a mistake of a clock
  const start = startOfDay(Math.max(log.at, log.decidedAt - DAY))
  await setRollupMark(db, 'rollups-from', start)
  await setRollupMark(db, 'rollups-until', start)
  await setRollupMark(db, 'rollups-seen', now - OVERLAP_MS) // all that is there will be counted
}

async function step(db: Db, context: RollUpContext, reach: number, now: number): Promise<number> {
  await lockRollups(db, now)
  const marks = await rollupMarks(db) // read behind the lock: another server may have gone on
  const repair = await nextRepair(db)
  if (!repair) return advance(db, context, marks, reach, now)
  const { component, from_at, until_at, reason, note } = repair
  const from = Math.max(from_at, marks['rollups-from'])
  const until = Math.min(until_at, startOfDay(from) + DAY)
  const why = { reason, note }
  const { leastNoticeHours } = context.settings
  const count = await recompute(db, marks, { component, from, until, why, leastNoticeHours, now })
  await shortenRepair(db, repair, until)
  return count + 1
}

async function advance(
  db: Db,
  { catalogue, settings }: RollUpContext,
  marks: RollupMarks,
  reach: number,
  now: number,
): Promise<number> {
  const from = marks['rollups-until']
  const components = [...catalogue.components.keys()]
  const buckets = Math.max(1, Math.floor(BUCKETS_A_STEP / Math.max(1, components.length)))
  const until = Math.min(reach, startOfDay(from) + DAY, from + buckets * FIVE_MINUTES)
  if (until <= from) return 0
  const reached = { ...marks, 'rollups-until': until }
  let count = 1
  for (const component of components) {
    const { leastNoticeHours } = settings
    count += await recompute(db, reached, { component, from, until, why: FIRST, leastNoticeHours, now })
  }
  await setRollupMark(db, 'rollups-until', until)
  return count
}
