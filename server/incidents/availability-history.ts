// The log of one component as the database has it: decisions, what persons corrected, and announced maintenance. Reads only.
import type { Db } from '../../data/database.ts'
import { correctionsBetween } from '../../data/queries/corrections.ts'
import { transitionsBetween } from '../../data/queries/history.ts'
import { maintenancesBetween } from '../../data/queries/maintenances.ts'
import type { TransitionsTable } from '../../data/tables.ts'
import { type Figures, measure } from './availability.ts'
import { type Piece, piecesOf, type Turn } from './availability-log.ts'
import { excludedIntervals, type Interval } from './maintenance.ts'

/** `said`: what persons corrected, in the order in which they did. */
export type History = { pieces: Piece[]; excluded: Interval[]; said: Saying[] }
type Saying = Interval & { madeAt: number; reason: string }

/** From `from` until `until` (exclusive), without gaps. */
export async function historyOf(
  db: Db,
  component: string,
  from: number,
  until: number,
  leastNoticeHours: number,
): Promise<History> {
  const turns = await transitionsBetween(db, component, from, until)
  const corrections = await correctionsBetween(db, component, from, until)
  const windows = await maintenancesBetween(db, from, until)
  const amendments = corrections.map(({ from_at, until_at, state, share }) => ({
    from: from_at,
    until: until_at,
    state,
    share,
  }))
  return {
    pieces: piecesOf(inOrder(turns), amendments, from, until),
    excluded: excludedIntervals(windows, component, from, until, leastNoticeHours * 3600),
    said: corrections.map((one) => ({
      from: one.from_at,
      until: one.until_at,
      madeAt: one.made_at,
      reason: one.reason,
    })),
  }
}

/** The newest correction, made at `since` or later, that touches the time. */
export function lastSaid({ said }: History, { from, until }: Interval, since = 0): Saying | undefined {
  return said.findLast((one) => one.madeAt >= since && one.from < until && one.until > from)
}

/** What the history comes to between two instants within it. */
export function measureHistory({ pieces, excluded }: History, from: number, until: number): Figures {
  return measure(pieces, excluded, from, until)
}

function inOrder(rows: TransitionsTable[]): Turn[] {
  return rows
    .toSorted((a, b) => a.decided_at - b.decided_at || (a.id < b.id ? -1 : 1))
    .map(({ at, decided_at, to_state, share }) => ({ at, decidedAt: decided_at, to: to_state, share }))
}
