// A person's word about the past: stored beside the log, and the roll-ups are computed again with it as the reason.
import { type Db, inTransaction } from '../../data/database.ts'
import { insertCorrection } from '../../data/queries/corrections.ts'
import { lockRollups, rollupMarks } from '../../data/queries/rollups.ts'
import type { State } from '../../data/tables.ts'
import { addRepairs } from './availability-notice.ts'
import { orderedId } from './ids.ts'

/** `share`: of a partial outage, what did not work (0 … 1); `reason` and `author` are public. */
export type Correction = {
  component: string
  from: number
  until: number
  state: State
  share: number
  reason: string
  author: string
}

/** Takes effect with the next `rollUp`, and at once on figures read from the log. */
export function correct(db: Db, { from, until, ...said }: Correction, now: number): Promise<void> {
  return inTransaction(db, async (db) => {
    await lockRollups(db, now)
    await insertCorrection(db, { ...said, id: orderedId(now, 0), from_at: from, until_at: until, made_at: now })
    const finding = { component: said.component, from, until, reason: 'correction', note: said.reason }
    await addRepairs(db, await rollupMarks(db), [finding], now)
  })
}
