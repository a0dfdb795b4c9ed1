// The figures of one component over one month: its error budget, how fast it is spent, and how its incidents went. Pure.
import type { Part } from '../../data/queries/reports.ts'
import { eligibleOf, type Figures } from '../incidents/availability.ts'

/** Milliseconds that may be down at a target, of which some are spent; `remaining` is negative when overdrawn. */
export type Budget = { total: number; spent: number; remaining: number }

/**
 * Budget = (1 − target) · E, where E is the time that counts: `ahead` (milliseconds) is what of the month is still to come and
 * will count as far as is known. Spent is the down-time weighed by the share that did not work.
 */
export function budgetOf(figures: Figures, target: number, ahead: number): Budget {
  const total = (1 - target) * (eligibleOf(figures) + ahead)
  return { total, spent: figures.down, remaining: total - figures.down }
}

/** How many times faster than the target allows the budget was spent; 0 when nothing of the window counts. */
export function burnOf(figures: Figures, target: number): number {
  const eligible = eligibleOf(figures)
  return eligible <= 0 ? 0 : figures.down / eligible / (1 - target)
}

export type Incidents = {
  /** That began in the time. */
  count: number
  /** Means in milliseconds over those; null without any. From its beginning until it was detected. */
  detection: number | null
  /** From being detected until it was public. */
  publication: number | null
  /** From its beginning until the component worked again; only those that do. */
  repair: number | null
  reopenings: number
  /** The longest ones within the time, longest first. */
  biggest: { incident: string; titleKo: string; titleEn: string; beganAt: number; lasted: number }[]
}

const NAMED = 3

/** `reopenings`: by incident. `until` ends the time, and what is still going on. */
export function incidentsOf(parts: Part[], reopenings: Map<string, number>, from: number, until: number): Incidents {
  const begun = parts.filter(({ beganAt }) => beganAt >= from)
  const mean = (lengths: number[]) =>
    lengths.length === 0 ? null : lengths.reduce((sum, length) => sum + Math.max(0, length), 0) / lengths.length
  return {
    count: begun.length,
    detection: mean(begun.map(({ beganAt, detectedAt }) => detectedAt - beganAt)),
    publication: mean(begun.map(({ detectedAt, announcedAt }) => announcedAt - detectedAt)),
    repair: mean(begun.flatMap(({ beganAt, recoveredAt }) => (recoveredAt === null ? [] : recoveredAt - beganAt))),
    reopenings: parts.reduce((sum, { incident }) => sum + (reopenings.get(incident) ?? 0), 0),
    biggest: parts
      .map(({ incident, titleKo, titleEn, beganAt, recoveredAt }) => ({
        incident,
        titleKo,
        titleEn,
        beganAt,
        lasted: Math.min(until, recoveredAt ?? until) - Math.max(from, beganAt),
      }))
      .sort((a, b) => b.lasted - a.lasted || a.beganAt - b.beganAt)
      .slice(0, NAMED),
  }
}

/** How often each incident went on after having been resolved, within the time. `statuses` in their order. */
export function reopeningsOf(
  statuses: { incident: string; status: string; at: number }[],
  from: number,
  until: number,
): Map<string, number> {
  const found = new Map<string, number>()
  for (const [index, { incident, status, at }] of statuses.entries()) {
    const before = statuses[index - 1]
    if (before?.incident !== incident || before.status !== 'resolved' || status === 'resolved') continue
    if (at >= from && at < until) found.set(incident, (found.get(incident) ?? 0) + 1)
  }
  return found
}
