// The last look before many people are told of something very young: is it sure enough? Pure.
import type { IncidentTopic } from '../../data/queries/topics.ts'

const SECOND = 1000
/** How long a wide and unsure one waits for the runs that may still take it back. */
const HOLD_MS = 30 * SECOND
const WIDE_SHARE = 0.05
/** Fewer people are no storm. */
const FEW = 200

/** How many of all subscribers an incident concerns, and whether its evidence is far above what opening it needs. */
export type Weight = { concerned: number; all: number; sure: boolean }

/** Whether it is so young and open that its weight has to be looked at. */
export function isYoung({ announcedAt, over }: Pick<IncidentTopic, 'announcedAt' | 'over'>, now: number): boolean {
  return !over && now - announcedAt < HOLD_MS
}

/** Until when the public waits for a young incident (UTC ms); null: it is told now. */
export function heldUntil(
  { announcedAt }: Pick<IncidentTopic, 'announcedAt'>,
  { concerned, all, sure }: Weight,
): number | null {
  const wide = concerned > FEW && concerned > all * WIDE_SHARE
  return wide && !sure ? announcedAt + HOLD_MS : null
}
