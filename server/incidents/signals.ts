// What each flow says about its component right now, taken over its locations. Pure.
import { isForgotten, type Memory, type Sighting } from './evidence.ts'
import type { Policy } from './policy.ts'

export type Level = 'working' | 'slow' | 'failing'

/** `level` is what the fresh locations agree on: with two or more of them, what at least two of them see. */
export type Signal = {
  flow: string
  fresh: boolean
  /** When the last of its locations goes stale (UTC ms). */
  deadline: number
  level: Level
  /** Every fresh location sees it failing. */
  everywhere: boolean
  /** Why a failure does not count (yet). */
  doubt: 'awaiting-confirmation' | 'seen-from-one-location' | null
  /** It was failing, confirmed, when last heard of. */
  lastFailing: boolean
  /** The fresh ones; all of them when none is fresh. */
  sightings: Sighting[]
}

const ORDER: Level[] = ['working', 'slow', 'failing']

/** One signal a flow. Left out: flows never conclusive, forgotten ones, and locations that are no longer configured. */
export function readSignals(memory: Memory, locations: string[], policy: Policy, now: number): Signal[] {
  const known = memory.sightings.filter(
    (one) => one.freshUntil !== null && locations.includes(one.location) && !isForgotten(one, policy, now),
  )
  const flows = [...new Set(known.map(({ flow }) => flow))].sort()
  return flows.map((flow) =>
    readSignal(
      flow,
      known.filter((one) => one.flow === flow),
      policy,
      now,
    ),
  )
}

/** Level of one flow at one location by itself. */
export function levelOf({ failed, slow }: Sighting, policy: Policy): Level {
  if (failed.count >= policy.confirmFailures) return 'failing'
  return slow.count >= policy.slowRuns ? 'slow' : 'working'
}

function readSignal(flow: string, all: Sighting[], policy: Policy, now: number): Signal {
  const fresh = all.filter(({ freshUntil }) => (freshUntil ?? 0) >= now)
  const levels = fresh.map((one) => ORDER.indexOf(levelOf(one, policy))).sort((a, b) => b - a)
  const worst = levels[0] ?? 0
  const agreed = levels[1] ?? worst
  const unconfirmed = fresh.some(({ failed }) => failed.count > 0 && failed.count < policy.confirmFailures)
  return {
    flow,
    fresh: fresh.length > 0,
    deadline: Math.max(...all.map(({ freshUntil }) => freshUntil ?? 0)),
    level: ORDER[agreed] ?? 'working',
    everywhere: levels.every((level) => level === 2),
    doubt: worst === 2 && agreed < worst ? 'seen-from-one-location' : unconfirmed ? 'awaiting-confirmation' : null,
    lastFailing: all.every((one) => levelOf(one, policy) === 'failing'),
    sightings: fresh.length > 0 ? fresh : all,
  }
}
