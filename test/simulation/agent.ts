// An agent of the simulation: the real schedule with its bounds; runs take no time, what they find is told by the world.

import { BURST_BOUNDS } from '../../probes/plan.ts'
import type { Burst, Report, Result, Verdict } from '../../probes/result.ts'
import { afterRun, hearBursts, type Schedule, startSchedule, takeDue } from '../../probes/schedule.ts'
import type { Chance } from './random.ts'

export type SimulatedAgent = {
  place: string
  /** Runs what is due at `now` and notes it in the spool. */
  work: (now: number) => void
  /** What is not acknowledged yet, at most one report of it; null: nothing. */
  pending: () => Report | null
  acknowledge: (sequence: number) => void
  hear: (bursts: Burst[], now: number) => void
}

/** What a run finds; left out, it is good. */
export type Found = Partial<Pick<Result, 'startedAt' | 'durationMs' | 'verdict' | 'reason' | 'fault'>>

export type AgentPlan = {
  place: string
  /** Start of the first runs (UTC ms). */
  from: number
  flows: { component: string; everySeconds: number }[]
  look: (component: string, now: number) => Found
  dice: Chance
}

const MOST_RESULTS = 200

export function simulatedAgent({ place, from, flows, look, dice }: AgentPlan): SimulatedAgent {
  const planned = flows.map(({ component, everySeconds }) => {
    return { id: component, everySeconds, confirmEverySeconds: 60, bursts: BURST_BOUNDS }
  })
  const rhythms = new Map(flows.map(({ component, everySeconds }) => [component, everySeconds]))
  let schedule: Schedule = startSchedule(planned, from + Math.floor(dice.next() * 20_000))
  let spool: Result[] = []
  let sequence = 0
  return {
    place,
    work: (now) => {
      const taken = takeDue(schedule, now, planned.length)
      schedule = taken.schedule
      for (const { id, trigger } of taken.run) {
        sequence += 1
        const result = { ...good(id, now), ...look(id, now), sequence, trigger }
        spool.push(result)
        const verdict = result.verdict as Verdict
        schedule = afterRun(schedule, id, { verdict, repeatable: true, confirm: false }, now, dice.next())
      }
    },
    pending: () => (spool.length === 0 ? null : { agent: place, boot: '1', results: spool.slice(0, MOST_RESULTS) }),
    acknowledge: (known) => {
      spool = spool.filter((one) => one.sequence > known)
    },
    hear: (bursts, now) => {
      schedule = hearBursts(schedule, bursts, now)
    },
  }

  function good(component: string, startedAt: number): Omit<Result, 'sequence' | 'trigger'> {
    const rhythm = { startedAt, durationMs: 500, everySeconds: rhythms.get(component) ?? 60, timeoutSeconds: 20 }
    const nothing = { reason: '', fault: null, steps: [], document: null }
    return { ...rhythm, ...nothing, flow: `${component}-flow`, component, verdict: 'ok' }
  }
}
