// What an agent's run finds in the world of a script.
import { REFUSED } from '../server/incidents/play.ts'
import type { Found } from './agent.ts'
import type { Chance } from './random.ts'
import { during, type Script } from './script.ts'

const CHANCE_FAILURE = 0.005

/** The truth of the script at `now`, as seen from `place`, with its wrong clock and with failures by chance. */
export function weatherAt(script: Script, place: string, dice: Chance) {
  return (component: string, now: number): Found => {
    const startedAt = now + (during(script.clocks, now).find((one) => one.place === place)?.byMs ?? 0)
    return { startedAt, ...foundAt(component, now) }
  }

  function foundAt(component: string, now: number): Found {
    if (during(script.cutOff, now).some((one) => one.place === place)) {
      return { verdict: 'inconclusive', reason: 'no canary answers' }
    }
    const trouble = during(script.troubles, now).find(
      (one) => one.component === component && one.places.includes(place),
    )
    if (trouble && dice.happens(trouble.share)) {
      if (trouble.kind === 'waiting-room') return { verdict: 'inconclusive', reason: 'waiting room' }
      if (trouble.fault === null) return { verdict: 'slow', durationMs: 6000 }
      return { verdict: 'failed', fault: { ...REFUSED, ...trouble.fault } }
    }
    return dice.happens(CHANCE_FAILURE) ? { verdict: 'failed', fault: REFUSED } : {}
  }
}
