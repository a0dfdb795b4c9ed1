// Roll-ups as rows: from figures to a row and back, and what makes a new revision. Pure.
import { type RollupsTable, type Span, STATES, type State } from '../../data/tables.ts'
import type { Figures } from './availability.ts'
import { noRuns, type RunCounts } from './availability-runs.ts'

export type Why = { reason: string; note: string }
export const FIRST: Why = { reason: 'first', note: '' }

export function figuresOf(row: Pick<RollupsTable, State | Exclude<keyof Figures, 'milliseconds'>>): Figures {
  const milliseconds = Object.fromEntries(STATES.map((state) => [state, row[state]])) as Record<State, number>
  const { excluded, unwatched, down, degraded } = row
  return { milliseconds, excluded, unwatched, down, degraded }
}

/** A bucket without a row has no runs. */
export function runsOf(row: Pick<RollupsTable, 'runs'> | undefined): RunCounts {
  return row ? (JSON.parse(row.runs) as RunCounts) : noRuns()
}

/**
 * The row to write, or null when it would say the same as `former`. A revision whose times are those of the former one is no
 * correction and leaves the person's note standing.
 */
export function revisionOf(
  bucket: { component: string; span: Span; bucket: number },
  measured: { figures: Figures; runs: string },
  former: RollupsTable | undefined,
  { reason, note }: Why,
  now: number,
): RollupsTable | null {
  const { milliseconds, ...lengths } = measured.figures
  const content = { ...milliseconds, ...lengths }
  const row = { ...bucket, ...content, runs: measured.runs, computed_at: now, superseded_at: null }
  if (!former) return { ...row, revision: 1, reason, note, corrected: reason === FIRST.reason ? 0 : 1 }
  const sameTimes = (Object.keys(content) as (keyof typeof content)[]).every((name) => former[name] === content[name])
  if (sameTimes && former.runs === measured.runs) return null
  return {
    ...row,
    revision: former.revision + 1,
    reason,
    note: sameTimes ? former.note : note,
    corrected: sameTimes ? former.corrected : 1,
  }
}
