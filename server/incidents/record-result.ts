// The shell around deciding: results and time come in, and everything that follows commits in one transaction.
import { type Db, inTransaction } from '../../data/database.ts'
import { insertTransitions, lockDeciding } from '../../data/queries/components.ts'
import { insertResult } from '../../data/queries/results.ts'
import type { Report, Result } from '../../probes/result.ts'
import {
  type Board,
  type DecidingContext,
  judge,
  readBoard,
  saveStandings,
  settle,
  settleSilence,
  standingOf,
} from './board.ts'
import { remember } from './evidence.ts'
import { followChanges } from './follow.ts'
import { newId } from './ids.ts'
import { resultRow, transitionRow } from './rows.ts'

export type { DecidingContext } from './board.ts'

export type Recorded = {
  /** Everything up to and including `sequence` is durable. */
  acknowledged: { boot: string; sequence: number }
  /** `false`: at most a component's time of last check moved. */
  changed: boolean
  /** Stored, but not acted on. */
  refused: { sequence: number; why: string }[]
}

/** Stores the results of a report and decides on each, in their order: all of it or, when it throws, nothing. */
export function recordReport(db: Db, context: DecidingContext, location: string, report: Report): Promise<Recorded> {
  return inTransaction(db, async (db) => {
    await lockDeciding(db, context.now())
    const board = await readBoard(db, context)
    const refused: Recorded['refused'] = []
    const results = [...report.results].sort((a, b) => a.sequence - b.sequence)
    for (const result of results) {
      const why = await recordResult(db, board, location, report, result)
      if (why) refused.push({ sequence: result.sequence, why })
    }
    const changed = await commitBoard(db, board)
    const sequence = results.at(-1)?.sequence ?? 0
    return { acknowledged: { boot: report.boot, sequence }, changed, refused }
  })
}

/** Acts on time alone: missed deadlines, maintenance beginning and ending, streaks that have lasted long enough. */
export async function sweep(db: Db, context: DecidingContext): Promise<{ changed: boolean }> {
  if (!(await isAnythingDue(db, context))) return { changed: false }
  return inTransaction(db, async (db) => {
    await lockDeciding(db, context.now())
    const board = await readBoard(db, context)
    for (const component of context.catalogue.components.keys()) {
      standingOf(board, component)
      settle(board, component)
    }
    const appeared = [...board.touched].some((id) => board.standings.get(id)?.created_at === board.now)
    return { changed: (await commitBoard(db, board)) || appeared }
  })
}

/** Reads only, so that a sweep that finds nothing writes nothing. */
async function isAnythingDue(db: Db, context: DecidingContext): Promise<boolean> {
  const components = [...context.catalogue.components.keys()]
  const board = await readBoard(db, context)
  if (components.some((component) => !board.standings.has(component))) return true
  return components.some((component) => judge(board, component).state !== standingOf(board, component).state)
}

/** Why the result is not acted on, or `null`. A result already stored is neither. */
async function recordResult(db: Db, board: Board, location: string, report: Report, result: Result) {
  const id = newId()
  const isNew = await insertResult(db, resultRow(id, board.now, location, report, result))
  const { component } = result
  if (!board.catalogue.components.has(component)) return `unknown-component: ${component} is not in the catalogue`
  if (!isNew) return null
  settleSilence(board, component, Math.min(result.startedAt, board.now))
  const before = standingOf(board, component)
  const group = board.locations.find((one) => one.id === location)?.group ?? location
  const groups = board.locations.map((one) => one.group)
  const evidence = { ...result, id, location, group }
  const { memory, reason } = remember(before.memory, evidence, board.policy, groups, board.now)
  if (reason === 'late' || reason === 'older-than-last') return null
  const checkedAt = Math.min(board.now, Math.round(result.startedAt + result.durationMs))
  const deadlines = memory.flows.flatMap((flow) => flow.groups.flatMap(({ freshUntil }) => freshUntil ?? []))
  board.standings.set(component, {
    ...before,
    memory,
    fresh_until: deadlines.length > 0 ? Math.min(...deadlines) : null,
    last_checked_at: reason === 'taken' ? Math.max(before.last_checked_at ?? 0, checkedAt) : before.last_checked_at,
  })
  board.touched.add(component)
  settle(board, component)
  return null
}

async function commitBoard(db: Db, board: Board): Promise<boolean> {
  const followed = await followChanges(db, board)
  await saveStandings(db, board)
  await insertTransitions(
    db,
    board.changes.map((change, index) => transitionRow(change, board.now, index)),
  )
  return followed || board.changes.length > 0
}
