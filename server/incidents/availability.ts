// How available a component was: time that worked over time that counts. Pure; every length is in milliseconds.
import { STATES, type State } from '../../data/tables.ts'
import type { Piece } from './availability-log.ts'
import type { Interval } from './maintenance.ts'

export type Figures = {
  /** As the log calls it; the sum is the whole time. */
  milliseconds: Record<State, number>
  /** Maintenance that was announced in time: counts neither for nor against. */
  excluded: number
  /** Unknown outside of it. */
  unwatched: number
  /** Outages outside of both, weighed by the share that did not work. */
  down: number
  /** Slow but working: counts nothing against it. */
  degraded: number
}

/** Under this share of watched time a percentage would say more than anybody knows. */
export const LEAST_COVERAGE = 0.95

/**
 * Shares 0 … 1. `share`: of the watched time, what worked; null where less than 95 % was watched. `low` and `high`: if all
 * unwatched time had been down, or had been up.
 */
export type Availability = { share: number | null; coverage: number; low: number; high: number }

export function noFigures(): Figures {
  const milliseconds = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>
  return { milliseconds, excluded: 0, unwatched: 0, down: 0, degraded: 0 }
}

/** What the log's pieces come to between `from` and `until`. `excluded` are sorted and do not overlap. */
export function measure(pieces: Piece[], excluded: Interval[], from: number, until: number): Figures {
  const figures = noFigures()
  for (const piece of pieces) {
    const part = { from: Math.max(from, piece.from), until: Math.min(until, piece.until) }
    const length = part.until - part.from
    if (length <= 0) continue
    const left = length - overlap(part, excluded)
    figures.milliseconds[piece.state] += length
    figures.excluded += length - left
    if (piece.state === 'unknown') figures.unwatched += left
    else figures.down += left * piece.share
    if (piece.state === 'degraded_performance') figures.degraded += left
  }
  return figures
}

export function sumOf(list: Figures[]): Figures {
  const sum = noFigures()
  for (const one of list) {
    for (const state of STATES) sum.milliseconds[state] += one.milliseconds[state]
    sum.excluded += one.excluded
    sum.unwatched += one.unwatched
    sum.down += one.down
    sum.degraded += one.degraded
  }
  return sum
}

/** The whole time that the figures are of. */
export function lengthOf({ milliseconds }: Figures): number {
  return STATES.reduce((sum, state) => sum + milliseconds[state], 0)
}

/** The time that counts: all but announced maintenance and what nobody watched. */
export function eligibleOf(figures: Figures): number {
  return lengthOf(figures) - figures.excluded - figures.unwatched
}

/** A = 1 − ∫down dt / E with E = time − announced maintenance − unknown; coverage = 1 − unknown / (time − maintenance). */
export function availabilityOf(figures: Figures): Availability {
  const eligible = eligibleOf(figures)
  const due = eligible + figures.unwatched
  if (due <= 0) return { share: null, coverage: 0, low: 0, high: 1 }
  const coverage = eligible / due
  const worked = eligible - figures.down
  return {
    share: coverage >= LEAST_COVERAGE ? worked / eligible : null,
    coverage,
    low: worked / due,
    high: (worked + figures.unwatched) / due,
  }
}

/** Of a group: the mean over its parts, each counted alike; `share` is null when one of them lacks data. */
export function meanOf(parts: Availability[]): Availability {
  const mean = (pick: (one: Availability) => number) =>
    parts.length === 0 ? 0 : parts.reduce((sum, one) => sum + pick(one), 0) / parts.length
  const shares = parts.flatMap(({ share }) => share ?? [])
  return {
    share: shares.length === parts.length && parts.length > 0 ? mean(({ share }) => share ?? 0) : null,
    coverage: mean(({ coverage }) => coverage),
    low: mean(({ low }) => low),
    high: parts.length === 0 ? 1 : mean(({ high }) => high),
  }
}

function overlap(part: Interval, excluded: Interval[]): number {
  return excluded.reduce(
    (sum, one) => sum + Math.max(0, Math.min(part.until, one.until) - Math.max(part.from, one.from)),
    0,
  )
}
