// What fails at this agent of things that have nothing to do with each other: when nearly all of it does, the agent is asked. Pure.
import { mayBeOurs } from './classify.ts'
import type { Flow } from './flow.ts'
import { FALLBACK_SITES } from './front-doors/front-doors.ts'
import type { Layer, Result } from './result.ts'

/** By target, its newest run that tells whether it could be reached: when it began (UTC ms), and whether it could not. */
export type Losses = ReadonlyMap<string, { startedAt: number; lost: boolean }>

/** Of the targets that a run may be compared with, how many could not be reached. */
export type Beside = { failing: number; of: number }

/** An outage of our network is looked for in runs this new: in so much time every flow runs once, by its least interval. */
const NEW_MS = 300_000

/** A service, of which no two flows are unrelated; the sites that people are sent to instead are each their own. */
export function targetOf({ service, component }: Pick<Flow, 'service' | 'component'>): string {
  return service === FALLBACK_SITES ? component : service
}

/** Whoever was reached, and failed all the same, was not lost on the way. What could not tell otherwise changes nothing. */
export function noteRun(
  losses: Losses,
  target: string,
  run: Pick<Result, 'startedAt' | 'verdict' | 'reason' | 'fault'>,
) {
  const lost = isLost(run)
  if (lost === null) return losses
  return new Map(losses).set(target, { startedAt: run.startedAt, lost })
}

function isLost({ verdict, reason, fault }: Pick<Result, 'verdict' | 'reason' | 'fault'>): boolean | null {
  if (verdict === 'inconclusive') return reason.startsWith('own-network:') ? true : null
  if (verdict !== 'failed') return false
  return fault !== null && mayBeOurs({ as: 'failure', layer: fault.layer as Layer, code: fault.code })
}

/** What the newest runs of the targets other than `own` say at `now` (UTC ms). */
export function lossesBeside(losses: Losses, own: string, now: number): Beside {
  const others = [...losses].flatMap(([target, one]) => (target !== own && now - one.startedAt <= NEW_MS ? one : []))
  return { failing: others.filter(({ lost }) => lost).length, of: others.length }
}
