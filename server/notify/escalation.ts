// Whom of the operators an incident wakes, and how often, until somebody takes it on. Pure (waits: engine rules of on-call practice).
import type { DueIncident } from './due.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Since it was detected (a text may be held for them to look at), by level of the operator. */
const WAITS: Record<number, number> = { 1: 0, 2: 5 * MINUTE, 3: 15 * MINUTE }
const UNTAKEN_EVERY = 30 * MINUTE
const TAKEN_EVERY = 4 * HOUR

/** When an operator of `level` hears of the incident first (UTC ms); null: somebody took it on before it was their turn. */
export function escalatesAt(
  level: number,
  { detectedAt, acknowledgedAt }: Pick<DueIncident, 'detectedAt' | 'acknowledgedAt'>,
): number | null {
  const at = detectedAt + (WAITS[level] ?? 0)
  return level > 1 && acknowledgedAt !== null && acknowledgedAt <= at ? null : at
}

/**
 * The last instant until `now` at which operators are asked again: every half hour until somebody takes the incident on, every four
 * hours from then on. Null: none yet. What is small, or for operators only, wakes nobody twice.
 */
export function lastPaging({ detectedAt, acknowledgedAt, impact, audience }: DueIncident, now: number): number | null {
  if (audience === 'operators' || impact === 'none' || impact === 'minor') return null
  const [from, every] = acknowledgedAt === null ? [detectedAt, UNTAKEN_EVERY] : [acknowledgedAt, TAKEN_EVERY]
  const times = Math.floor((now - from) / every)
  return times >= 1 ? from + times * every : null
}
