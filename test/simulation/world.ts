// The world in which the figures are measured: what runs meet, and what agents and chance may do.
import type { LookBounds } from '../../probes/look.ts'
import type { Policy } from '../../server/incidents/policy.ts'

/** What a run meets: the share that fails, how long a failing run takes, and `lost`: the agent's own network is gone (and whether its canaries notice). */
export type Weather = { failing: number; durationMs: number; lost: 'no' | 'noticed' | 'unnoticed' }

export type World = {
  locations: string[]
  everySeconds: number
  /** Probability that a run fails by chance. */
  transient: number
  /** Probability that a run within 15 s of a failing one fails, too. */
  repeat: number
  /** After which failing run: `any` of the same agent, or only the `last` run of it. */
  repeatAfter: 'any' | 'last'
  /** What agents allow bursts to do. */
  bounds: LookBounds
  /** Longest time until an agent that has nothing to say hears the server (ms). */
  hearMs: number
  /** How long a run that stands still runs before it says so. */
  stallMs: number
  policy: Policy
  weather: (location: string, at: number) => Weather
  /** The next instant after `at` at which any weather changes. */
  nextChange: (at: number) => number
}

/** Of a good run. */
export const OK_MS = 1000
export const TIMEOUT_SECONDS = 20
