// What became known late: runs, decisions and maintenance about a time that is rolled up already.
import type { Catalogue } from '../../data/catalogue.ts'
import type { Db } from '../../data/database.ts'
import { lateDecisions, lateResults, maintenancesChangedAfter, type Stretch } from '../../data/queries/history.ts'
import { insertRepairs, lockRollups, type RollupMarks, setRollupMark } from '../../data/queries/rollups.ts'
import { orderedId } from './ids.ts'

type Finding = Stretch & { reason: string; note: string }

/** Transactions that had not committed at the last look may have stamped their rows before it. */
export const OVERLAP_MS = 120_000
const LOOK_EVERY_MS = 60_000

/** Looks at most once a minute, and stores what has to be computed again. */
export async function notice(db: Db, catalogue: Catalogue, marks: RollupMarks, now: number): Promise<void> {
  const seen = marks['rollups-seen']
  if (now - OVERLAP_MS - seen < LOOK_EVERY_MS) return
  await lockRollups(db, now)
  const found = await findings(db, catalogue, marks, seen)
  await addRepairs(
    db,
    marks,
    found.filter(({ component }) => catalogue.components.has(component)),
    now,
  )
  await setRollupMark(db, 'rollups-seen', now - OVERLAP_MS)
}

/** Stores stretches to be computed again, as far as they are rolled up at all. */
export async function addRepairs(db: Db, marks: RollupMarks, found: Finding[], now: number): Promise<void> {
  const rows = found
    .map(({ from, until, ...one }, index) => ({
      ...one,
      id: orderedId(now, index),
      from_at: Math.max(marks['rollups-from'], from),
      until_at: Math.min(marks['rollups-until'], until),
    }))
    .filter(({ from_at, until_at }) => from_at < until_at)
  await insertRepairs(db, rows)
}

async function findings(db: Db, catalogue: Catalogue, marks: RollupMarks, seen: number): Promise<Finding[]> {
  const until = marks['rollups-until']
  const maintenances = await maintenancesChangedAfter(db, seen, until)
  const results = await lateResults(db, seen, marks['rollups-runs-kept-from'], until)
  const decisions = await lateDecisions(db, seen, until)
  return [
    ...maintenances.flatMap(({ components, from }) =>
      [...catalogue.components.values()]
        .filter(({ id, service }) => components.includes(id) || components.includes(service))
        .map(({ id }) => ({ component: id, from, until, reason: 'maintenance', note: '' })),
    ),
    ...decisions.map((one) => ({ ...one, reason: 'late-decision', note: '' })),
    ...results.map((one) => ({ ...one, reason: 'late-results', note: '' })),
  ]
}
