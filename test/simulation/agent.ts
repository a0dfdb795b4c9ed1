// An agent of the simulation: the real schedule and its bounds; runs take no time, what they find is told by the world.
import type { Burst, Report, Result, Verdict } from '../../probes/result.ts'
import { afterRun, hearBursts, type Schedule, startSchedule, takeDue } from '../../probes/schedule.ts'
import { REFUSED } from '../server/incidents/play.ts'
import { AGENT_BOUNDS } from './figures.ts'
import type { Chance } from './random.ts'
import { COMPONENTS, during, type Script } from './script.ts'

export type SimulatedAgent = {
  place: string
  /** Runs what is due at `now` and notes it in the spool. */
  work: (now: number) => void
  /** Everything not acknowledged yet; null: nothing. */
  pending: () => Report | null
  acknowledge: (sequence: number) => void
  hear: (bursts: Burst[], now: number) => void
}

const EVERY_SECONDS = 60
const CHANCE_FAILURE = 0.005

export function simulatedAgent(place: string, script: Script, dice: Chance): SimulatedAgent {
  const bounds = AGENT_BOUNDS
  const flows = COMPONENTS.map((id) => ({ id, everySeconds: EVERY_SECONDS, confirmEverySeconds: 60, bursts: bounds }))
  let schedule: Schedule = startSchedule(flows, script.from + Math.floor(dice.next() * 20_000))
  let spool: Result[] = []
  let sequence = 0
  return {
    place,
    work: (now) => {
      const taken = takeDue(schedule, now, COMPONENTS.length)
      schedule = taken.schedule
      for (const { id, trigger } of taken.run) {
        sequence += 1
        const result = { ...look(id, now), sequence, trigger }
        spool.push(result)
        const verdict = result.verdict as Verdict
        schedule = afterRun(schedule, id, { verdict, repeatable: true, confirm: false }, now, dice.next())
      }
    },
    pending: () => (spool.length === 0 ? null : { agent: place, boot: '1', results: spool.slice(0, 200) }),
    acknowledge: (known) => {
      spool = spool.filter((one) => one.sequence > known)
    },
    hear: (bursts, now) => {
      schedule = hearBursts(schedule, bursts, now)
    },
  }

  function look(component: string, now: number): Omit<Result, 'sequence' | 'trigger'> {
    const startedAt = now + (during(script.clocks, now).find((one) => one.place === place)?.byMs ?? 0)
    const rhythm = { startedAt, durationMs: 500, everySeconds: EVERY_SECONDS, timeoutSeconds: 20 }
    const well = { ...rhythm, flow: `${component}-flow`, component, reason: '', fault: null, steps: [], document: null }
    if (during(script.cutOff, now).some((one) => one.place === place)) {
      return { ...well, verdict: 'inconclusive', reason: 'no canary answers' }
    }
    const trouble = during(script.troubles, now).find(
      (one) => one.component === component && one.places.includes(place),
    )
    if (trouble && dice.happens(trouble.share)) {
      if (trouble.kind === 'waiting-room') return { ...well, verdict: 'inconclusive', reason: 'waiting room' }
      if (trouble.fault === null) return { ...well, verdict: 'slow', durationMs: 6000 }
      return { ...well, verdict: 'failed', fault: { ...REFUSED, ...trouble.fault } }
    }
    if (dice.happens(CHANCE_FAILURE)) return { ...well, verdict: 'failed', fault: REFUSED }
    return { ...well, verdict: 'ok' }
  }
}
