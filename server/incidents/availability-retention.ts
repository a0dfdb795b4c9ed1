// Forgets what is older than the policy says: in small transactions, and never a run that is not rolled up.
import { type Db, inTransaction } from '../../data/database.ts'
import { deleteOldResults, deleteOldRollups } from '../../data/queries/retention.ts'
import { lockRollups, oldestRepair, type RollupMark, rollupMarks, setRollupMark } from '../../data/queries/rollups.ts'
import { DAY, startOfDay } from './availability-calendar.ts'
import type { Retention } from './availability-settings.ts'

const ROWS_A_BATCH = 500
const BATCHES_A_CALL = 4

/** Deletes at most some thousand rows; gives how many. Call it again and again. */
export async function forgetOld(db: Db, retention: Retention, now: number): Promise<number> {
  let deleted = 0
  for (let batch = 0; batch < BATCHES_A_CALL; batch += 1) {
    const count = await inTransaction(db, (db) => forgetSome(db, retention, now))
    deleted += count
    if (count === 0) break
  }
  return deleted
}

async function forgetSome(db: Db, retention: Retention, now: number): Promise<number> {
  const marks = await rollupMarks(db)
  // whole days, so that no bucket is left with some of what it counts
  const settled = Math.min(marks['rollups-until'], (await oldestRepair(db)) ?? Number.POSITIVE_INFINITY)
  const before = (days: number) => startOfDay(Math.min(now - days * DAY, settled))
  if (settled <= 0) return 0
  const forget = async (mark: RollupMark, cutoff: number, work: (cutoff: number) => Promise<number>) => {
    if (cutoff > marks[mark]) {
      await lockRollups(db, now)
      await setRollupMark(db, mark, cutoff)
    }
    return work(Math.max(cutoff, marks[mark]))
  }
  return (
    (await forget('rollups-runs-kept-from', before(retention.runsDays), (cutoff) =>
      deleteOldResults(db, cutoff, marks['rollups-seen'], ROWS_A_BATCH),
    )) ||
    (await forget('rollups-5m-kept-from', before(retention.fiveMinutesDays), (cutoff) =>
      deleteOldRollups(db, '5m', cutoff, ROWS_A_BATCH),
    )) ||
    (await forget('rollups-hour-kept-from', before(retention.hoursDays), (cutoff) =>
      deleteOldRollups(db, 'hour', cutoff, ROWS_A_BATCH),
    ))
  )
}
