// Whether a component keeps coming and going: Nagios's flap detection, over openings and closings instead of checks. Pure.
import type { Policy } from './policy.ts'

const SLOTS = 20

/**
 * Weighted share (0 … 1) of the last 20 changes between 21 slots in which the component turned; the weights rise from 0.75 for
 * the oldest to 1.25 for the newest (Nagios Core, "Detection and handling of state flapping").
 */
export function instability(turns: number[], policy: Policy, now: number): number {
  const slot = policy.unstableSlotSeconds * 1000
  const changed = new Set(turns.map((at) => SLOTS - 1 - Math.floor((now - at) / slot)))
  let score = 0
  for (let index = 0; index < SLOTS; index += 1) if (changed.has(index)) score += 0.75 + (0.5 * index) / (SLOTS - 1)
  return score / SLOTS
}

/** It starts being unstable later than it stops. */
export function isUnstable(turns: number[], was: boolean, policy: Policy, now: number): boolean {
  if (turns.length === 0) return false
  const score = instability(turns, policy, now)
  return was ? score > policy.steadyBelow : score >= policy.unstableFrom
}

/** The turns with one more, without those that no longer matter. */
export function withTurn(turns: number[], at: number, policy: Policy): number[] {
  const slot = policy.unstableSlotSeconds * 1000
  return [...turns.filter((one) => at - one < SLOTS * slot), at]
}
