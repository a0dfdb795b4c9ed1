// How results and transitions are written down. Pure but for the ids.
import type { ResultsTable, TransitionsTable } from '../../data/tables.ts'
import type { Report, Result } from '../../probes/result.ts'
import type { Board, Change } from './board.ts'
import { orderedId } from './ids.ts'

export function transitionRow(
  { component, from, decision, incident }: Change,
  { now, turn }: Pick<Board, 'now' | 'turn'>,
  index: number,
): TransitionsTable {
  const { state, mark, share, reason, at, fault, grounds } = decision
  return {
    id: orderedId(now, index, turn),
    component,
    from_state: from,
    to_state: state,
    reason,
    at,
    decided_at: now,
    incident,
    evidence: JSON.stringify({ fault, grounds }),
    mark,
    share,
  }
}

export function resultRow(
  id: string,
  now: number,
  location: string,
  { agent, boot }: Report,
  result: Result,
): ResultsTable {
  const { sequence, flow, component, trigger, startedAt, durationMs, verdict, reason, fault, steps, document } = result
  return {
    id,
    agent: storable(agent),
    boot: storable(boot),
    sequence,
    location,
    flow: storable(flow),
    component: storable(component),
    trigger,
    started_at: startedAt,
    duration_ms: durationMs,
    verdict,
    reason: storable(reason),
    fault: fault && JSON.stringify(fault),
    steps: JSON.stringify(steps),
    document: document && JSON.stringify(document),
    received_at: now,
    every_seconds: result.everySeconds,
    timeout_seconds: result.timeoutSeconds,
    provisional: Number(result.provisional ?? false),
    canary_ms: result.canaryMs ?? null,
    evidence: result.evidence ? JSON.stringify(result.evidence) : null,
    paused_until: result.pausedUntil ?? null,
  }
}

/** PostgreSQL refuses NUL in text: one such result would hold up everything its agent reports after it. */
export function storable(text: string): string {
  return text.replaceAll('\0', '')
}
