// What was said of a stretch of the past, in the same words for then and now: incidents, changes, time in each state. Pure.
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import { STATES, type State, type TransitionsTable } from '../../data/tables.ts'
import { piecesOf } from '../incidents/availability-log.ts'
import { compareTrouble, isTrouble } from '../incidents/severity.ts'
import type { Span } from './engine-run.ts'

export type SaidIncident = {
  /** `<service>/<stage>`, or what else is the same trouble for all of it. */
  cause: string
  /** The component that the others fail because of. */
  root: string | null
  audience: IncidentRecord['audience']
  beganAt: number
  detectedAt: number
  toldAt: number
  /** Milliseconds from its beginning until people were told. */
  delayMs: number
  /** Null: not within the time. */
  resolvedAt: number | null
  /** By id; `worst` is the worst state that was told of it within the time. */
  components: { id: string; worst: State }[]
}

export type Said = {
  incidents: SaidIncident[]
  /** Turns of components from one state to another. */
  stateChanges: number
  /** Component → state → minutes, of states that it was in. */
  minutes: Record<string, Partial<Record<State, number>>>
}

/**
 * `incidents` and `transitions` may reach out of the span: nothing that was only known after it counts. Transitions of a component
 * before the span say what it was in when the span began.
 */
export function saidOf(
  incidents: IncidentRecord[],
  transitions: TransitionsTable[],
  components: string[],
  span: Span,
): Said {
  const known = transitions.filter(({ decided_at }) => decided_at < span.until)
  const within = known.filter(({ decided_at }) => decided_at >= span.from)
  return {
    incidents: incidents.map((one) => saidIncident(one, span)).sort(byTime),
    stateChanges: within.filter(({ from_state, to_state }) => from_state !== to_state).length,
    minutes: Object.fromEntries(
      components.map((id) => [
        id,
        minutesOf(
          known.filter(({ component }) => component === id),
          span,
        ),
      ]),
    ),
  }
}

function saidIncident(record: IncidentRecord, { until }: Span): SaidIncident {
  const { cause, root, audience, beganAt, detectedAt, announcedAt } = record
  const resolved = record.updates.some(({ at, status }) => at < until && status === 'resolved')
  const last = record.updates.filter(({ at }) => at < until).reduce((newest, { at }) => Math.max(newest, at), 0)
  const isOver = resolved && record.updates.find(({ at }) => at === last)?.status === 'resolved'
  return {
    cause,
    root,
    audience,
    beganAt,
    detectedAt,
    toldAt: announcedAt,
    delayMs: announcedAt - beganAt,
    resolvedAt: isOver ? record.resolvedAt : null,
    components: componentsOf(record, until),
  }
}

function componentsOf({ components, updates }: IncidentRecord, until: number): SaidIncident['components'] {
  const told = updates.filter(({ at }) => at < until).flatMap(({ affected }) => affected)
  return components
    .filter(({ beganAt }) => beganAt < until)
    .map(({ id, state }) => {
      const states = told.filter(({ component, to }) => component === id && isTrouble(to)).map(({ to }) => to)
      return {
        id,
        worst: states.reduce((worst, one) => (compareTrouble(one, worst) > 0 ? one : worst), states[0] ?? state),
      }
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

function minutesOf(transitions: TransitionsTable[], { from, until }: Span): Partial<Record<State, number>> {
  const turns = transitions.map((row) => ({
    at: row.at,
    decidedAt: row.decided_at,
    to: row.to_state,
    share: row.share,
  }))
  const minutes = new Map<State, number>()
  for (const piece of piecesOf(turns, [], from, until)) {
    minutes.set(piece.state, (minutes.get(piece.state) ?? 0) + (piece.until - piece.from) / 60_000)
  }
  return Object.fromEntries(
    STATES.filter((state) => minutes.has(state)).map((state) => [state, round(minutes.get(state) ?? 0)]),
  )
}

function round(minutes: number): number {
  return Math.round(minutes * 100) / 100
}

function byTime(one: SaidIncident, other: SaidIncident): number {
  return one.detectedAt - other.detectedAt || (one.cause < other.cause ? -1 : 1)
}
