// The interval log of one component: what it was from when until when, with what persons corrected. Pure.
import type { State } from '../../data/tables.ts'

/** A decision that the component is `to` from `at` on, with the share of its use that does not work (0 … 1). */
export type Turn = { at: number; decidedAt: number; to: State; share: number }
/** A person says that it was `state` from `from` until `until`. */
export type Amendment = { from: number; until: number; state: State; share: number }
export type Piece = { from: number; until: number; state: State; share: number }

/**
 * The time from `from` until `until` without gaps. Of the decisions that hold at an instant the one decided last is true: a later
 * decision takes the place of everything from its `at` on. Time before the first one is `unknown`: what nobody watched was not up.
 * `turns` are in any order; equal ones in the order given; the last amendment wins.
 */
export function piecesOf(turns: Turn[], amendments: Amendment[], from: number, until: number): Piece[] {
  const starts = standing(turns).filter(({ at }) => at < until)
  const before = starts.findLast(({ at }) => at <= from)
  const within = starts.filter(({ at }) => at > from)
  const first: Turn = before ?? { at: from, decidedAt: from, to: 'unknown', share: 0 }
  const pieces = [first, ...within].map(({ at, to, share }, index) => ({
    from: Math.max(from, at),
    until: within[index]?.at ?? until,
    state: to,
    share: shareDown(to, share),
  }))
  return amendments.reduce((log, amendment) => amend(log, amendment), from < until ? pieces : [])
}

function standing(turns: Turn[]): Turn[] {
  const kept: Turn[] = []
  for (const turn of turns.toSorted((a, b) => a.decidedAt - b.decidedAt)) {
    while ((kept.at(-1)?.at ?? Number.NEGATIVE_INFINITY) >= turn.at) kept.pop()
    kept.push(turn)
  }
  return kept
}

/**
 * Of the use of a component, what does not work in a state. A partial outage of unknown size and maintenance that was not
 * announced in time count in full: nothing is called available that nobody measured.
 */
function shareDown(state: State, share: number): number {
  if (state === 'unknown') return 0
  if (state === 'major_outage' || state === 'under_maintenance') return 1
  if (state === 'partial_outage' && share <= 0) return 1
  return Math.min(1, Math.max(0, share))
}

function amend(pieces: Piece[], { from, until, state, share }: Amendment): Piece[] {
  const first = pieces[0]
  const last = pieces.at(-1)
  if (!first || !last || until <= first.from || from >= last.until) return pieces
  const said = {
    from: Math.max(from, first.from),
    until: Math.min(until, last.until),
    state,
    share: shareDown(state, share),
  }
  const kept = pieces
    .flatMap((piece) => [
      { ...piece, until: Math.min(piece.until, said.from) },
      { ...piece, from: Math.max(piece.from, said.until) },
    ])
    .filter((piece) => piece.from < piece.until)
  return [...kept, said].sort((a, b) => a.from - b.from)
}
