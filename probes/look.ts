// Bursts: the server asks for more runs of a flow, soon; how far that is followed is the agent's own decision. Pure.
import type { Burst } from './result.ts'

/** What bursts may do to a flow, whatever the server says. */
export type LookBounds = {
  /** Least seconds between the start of any run and the start of a burst's run after it. */
  leastSeconds: number
  /** Runs of bursts at most within `withinSeconds`. */
  runs: number
  withinSeconds: number
}

export type Look = {
  /** Bursts heard of, and when first (UTC ms). */
  heard: { id: string; at: number }[]
  /** When the rounds of those that the server still lists are due (UTC ms), done ones among them. */
  rounds: number[]
  /** Starts of the last runs of bursts (UTC ms). */
  spent: number[]
  /** The last run may be repeated soon. */
  repeatable: boolean
}

export const NO_LOOK: Look = { heard: [], rounds: [], spent: [], repeatable: true }

/** The most runs of bursts that settings may allow within their time. */
export const MOST_RUNS = 60
/** A round that the bounds put off for longer than this is dropped: what it asked for is no longer news. */
const PATIENCE_MS = 60_000
/** A burst not listed for as long as this may be forgotten; its id will not come back. */
const FORGET_MS = 3_600_000

/** What follows from the bursts of this flow that the server lists now. Rounds count from when their id was first heard. */
export function hearBurst(look: Look, listed: Pick<Burst, 'id' | 'rounds'>[], now: number): Look {
  const first = (id: string) => look.heard.find((one) => one.id === id)?.at ?? now
  const current = listed.map(({ id, rounds }) => ({ id, at: first(id), rounds }))
  const past = look.heard.filter(({ id, at }) => now - at < FORGET_MS && !current.some((one) => one.id === id))
  return {
    ...look,
    heard: [...past, ...current.map(({ id, at }) => ({ id, at }))],
    rounds: current.flatMap(({ at, rounds }) => rounds.map((seconds) => at + seconds * 1000)),
  }
}

/**
 * When the next round is to be run (UTC ms), or `null`. Every round due up to `startedAt`, the start of the flow's last run
 * of any kind, is done; several that are due meanwhile are one run.
 */
export function burstDueAt(look: Look, bounds: LookBounds, startedAt: number | null): number | null {
  if (!look.repeatable || bounds.runs <= 0) return null
  const last = startedAt ?? -Infinity
  const oldest = look.spent.at(-bounds.runs)
  const rested = last + bounds.leastSeconds * 1000
  const allowed = Math.max(rested, oldest === undefined ? -Infinity : oldest + bounds.withinSeconds * 1000)
  const rounds = look.rounds.filter((at) => at > last && at + PATIENCE_MS >= allowed)
  return rounds.length > 0 ? Math.max(allowed, Math.min(...rounds)) : null
}

export function tookRound(look: Look, now: number): Look {
  return { ...look, spent: [...look.spent, now].slice(-MOST_RUNS) }
}
