// A flow that a service turned away pauses itself: which runs begin and end that, and under which key it is told. Pure.
import type { Component } from '../../data/catalogue.ts'
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import type { Result } from '../../probes/result.ts'
import type { Board } from './board.ts'
import { targetId } from './targets.ts'

/** One run, as far as pausing goes; `until` (UTC ms) is `null` when it came to a verdict, so that checking goes on. */
export type PauseTurn = {
  location: string
  component: string
  flow: string
  startedAt: number
  until: number | null
  reason: string
}

/** Incident key: where, and which target (a service, or what would take its place). */
export function pauseCause(location: string, component: Component): string {
  return `paused/${location}/${targetId(component)}`
}

export function isPause(cause: string): boolean {
  return cause.startsWith('paused/')
}

/** Notes the run where it begins or may end a pause; of all others nothing is kept. */
export function notePause(board: Pick<Board, 'open' | 'turns' | 'now'>, location: string, result: Result): void {
  const { pausedUntil, verdict, component, flow, startedAt, reason } = result
  const turn = { location, component, flow, startedAt, reason }
  if (pausedUntil !== undefined) {
    if (pausedUntil > board.now) board.turns.push({ ...turn, until: pausedUntil })
  } else if (verdict !== 'inconclusive' && board.open.some((one) => isPausing(one, component))) {
    board.turns.push({ ...turn, until: null })
  }
}

function isPausing({ cause, components }: IncidentRecord, component: string): boolean {
  return isPause(cause) && components.some(({ id, recoveredAt }) => id === component && recoveredAt === null)
}

/** The code with which an agent begins its reason; empty where there is none. */
export function reasonCode(reason: string): string {
  return /^([a-z][a-z-]*)(:|$)/.exec(reason)?.[1] ?? ''
}
