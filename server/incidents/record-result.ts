// The shell around deciding: results and time come in, and everything that follows commits in one transaction.
import type { Db } from '../../data/database.ts'
import { insertTransitions } from '../../data/queries/components.ts'
import { insertResults } from '../../data/queries/results.ts'
import type { Burst, Report, Result } from '../../probes/result.ts'
import {
  type Board,
  type DecidingContext,
  isNews,
  judge,
  saveStandings,
  settle,
  settleSilence,
  standingOf,
} from './board.ts'
import { onBoard, peekBoard } from './board-cache.ts'
import { burstsFor } from './bursts.ts'
import { remember } from './evidence.ts'
import { followChanges } from './follow.ts'
import { noteIdentityEnd } from './identity-ends.ts'
import { newId } from './ids.ts'
import type { Memory } from './memory.ts'
import { notePause } from './pauses.ts'
import { resultRow, transitionRow } from './rows.ts'

export type { DecidingContext } from './board.ts'

export type Submission = { location: string; report: Report }

export type Recorded = {
  /** Everything up to and including `sequence` is durable. */
  acknowledged: { boot: string; sequence: number }
  /** `false`: at most a component's time of last check moved. Of the whole transaction. */
  changed: boolean
  /** Stored, but not acted on. */
  refused: { sequence: number; why: string }[]
  /** What the location is to run again now. */
  bursts: Burst[]
}

/** Stores the results of a report and decides on each, in their order: all of it or, when it throws, nothing. */
export async function recordReport(
  db: Db,
  context: DecidingContext,
  location: string,
  report: Report,
): Promise<Recorded> {
  const [recorded] = await recordReports(db, context, [{ location, report }])
  return recorded as Recorded
}

/** The same of several reports in one transaction, one after the other; an answer for each, in their order. */
export async function recordReports(db: Db, context: DecidingContext, batch: Submission[]): Promise<Recorded[]> {
  const { answers } = await onBoard(db, context, async (db, board) => {
    const taken = batch.map(({ location, report }) => ({ location, report, runs: runsOf(report) }))
    const rows = taken.flatMap(({ location, report, runs }) =>
      runs.map(({ id, result }) => resultRow(id, board.now, location, report, result)),
    )
    const stored = await insertResults(db, rows)
    const refused = taken.map(({ location, report, runs }) =>
      takeRuns(board, { location, agent: report.agent }, runs, stored),
    )
    const changed = await commitBoard(db, board)
    const bursting = [...memoriesOf(board)].filter(({ flows }) => flows.some(({ burst }) => burst !== null))
    const answers = taken.map(({ location, report, runs }, index) => ({
      acknowledged: { boot: report.boot, sequence: runs.at(-1)?.result.sequence ?? 0 },
      changed,
      refused: refused[index] ?? [],
      bursts: burstsFor(bursting, location, board.now),
    }))
    return { answers, keep: !changed }
  })
  return answers
}

/** What a location is to run again now. Writes nothing. */
export async function burstsAt(db: Db, context: DecidingContext, location: string): Promise<Burst[]> {
  const board = await peekBoard(db, context)
  return burstsFor(memoriesOf(board), location, board.now)
}

/** Acts on time alone: missed deadlines, maintenance beginning and ending, streaks that have lasted long enough. */
export async function sweep(db: Db, context: DecidingContext): Promise<{ changed: boolean }> {
  if (!isAnythingDue(await peekBoard(db, context))) return { changed: false }
  return onBoard(db, context, async (db, board) => {
    for (const component of context.catalogue.components.keys()) {
      standingOf(board, component)
      settle(board, component)
    }
    const appeared = [...board.touched].some((id) => board.standings.get(id)?.created_at === board.now)
    const changed = await commitBoard(db, board)
    return { changed: changed || appeared, keep: !changed }
  })
}

function isAnythingDue(board: Board): boolean {
  for (const component of board.catalogue.components.keys()) {
    if (!board.standings.has(component) || isNews(board, component, judge(board, component))) return true
  }
  return false
}

type Run = { id: string; result: Result }
/** Who sent a run. */
type Source = { location: string; agent: string }

function runsOf({ results }: Report): Run[] {
  return results.toSorted((a, b) => a.sequence - b.sequence).map((result) => ({ id: newId(), result }))
}

/** Decides on those that were not stored before; gives those that could not be acted on. */
function takeRuns(board: Board, from: Source, runs: Run[], stored: Set<string>): Recorded['refused'] {
  const refused: Recorded['refused'] = []
  for (const { id, result } of runs) {
    const { component, sequence } = result
    if (!board.catalogue.components.has(component)) {
      refused.push({ sequence, why: `unknown-component: ${component} is not in the catalogue` })
    } else if (stored.has(id)) takeRun(board, from, id, result)
  }
  return refused
}

function takeRun(board: Board, { location, agent }: Source, id: string, result: Result): void {
  const { component } = result
  notePause(board, location, result)
  noteIdentityEnd(board, { location, agent }, result)
  settleSilence(board, component, Math.min(result.startedAt, board.now))
  const before = standingOf(board, component)
  const evidence = { ...result, id, location, group: board.groupOf.get(location) ?? location }
  const { memory, reason } = remember(before.memory, evidence, board.policy, board.groups, board.now)
  if (reason === 'late' || reason === 'older-than-last') return
  const checkedAt = Math.min(board.now, Math.round(result.startedAt + result.durationMs))
  board.standings.set(component, {
    ...before,
    memory,
    fresh_until: earliestDeadline(memory),
    last_checked_at: reason === 'taken' ? Math.max(before.last_checked_at ?? 0, checkedAt) : before.last_checked_at,
  })
  board.touched.add(component)
  settle(board, component)
}

function earliestDeadline({ flows }: Memory): number | null {
  let earliest = Infinity
  for (const { groups } of flows) {
    for (const { freshUntil } of groups) if (freshUntil !== null && freshUntil < earliest) earliest = freshUntil
  }
  return earliest === Infinity ? null : earliest
}

function* memoriesOf({ standings }: Board) {
  for (const { memory } of standings.values()) yield memory
}

async function commitBoard(db: Db, board: Board): Promise<boolean> {
  const followed = await followChanges(db, board)
  await saveStandings(db, board)
  await insertTransitions(
    db,
    board.changes.map((change, index) => transitionRow(change, board, index)),
  )
  return followed || board.changes.length > 0
}
