// The two loops of an agent: run what is due, deliver what is spooled. Timers and clock are given by the entry point.
import { type Bell, makeBell } from './bell.ts'
import { openIdentity } from './credentials/open.ts'
import { deliverResults } from './deliver-results.ts'
import type { Log } from './log.ts'
import type { PlannedFlow } from './plan.ts'
import { mayRepeat } from './repeatable.ts'
import type { Burst, Result, Verdict } from './result.ts'
import { runFlow } from './run-flow.ts'
import { afterRun, type Due, hearBursts, type Schedule, startSchedule, takeDue } from './schedule.ts'
import { type AgentSettings, CANARIES, USER_AGENT } from './settings.ts'
import type { Spool } from './spool.ts'

export type Parts = {
  plan: PlannedFlow[]
  settings: AgentSettings
  spool: Spool
  log: Log
  now: () => number
  random: () => number
  /** Resolves after `ms` (null: never), or earlier when `wake` fires. */
  pause: (ms: number | null, wake: AbortSignal) => Promise<void>
  stop: AbortSignal
}

/** Runs and delivers until `stop`; resolves when both have ended. */
export async function collect(parts: Parts): Promise<void> {
  const bell = makeBell(parts.pause, parts.stop)
  const agenda = openAgenda(parts)
  const hear = (bursts: Burst[] | null) => {
    agenda.hear(bursts)
    bell.ring('run')
  }
  await Promise.all([runFlows(parts, agenda, bell), deliverResults(parts, bell, hear)])
}

/** The schedule as it stands, shared by the loops: runs change it, and so do the server's answers. */
function openAgenda({ plan, settings, now, random }: Parts) {
  const flows = plan.map(({ flow, timing, confirmEverySeconds, bursts }) => {
    return { id: flow.id, everySeconds: timing.everySeconds, confirmEverySeconds, bursts }
  })
  let schedule: Schedule = startSchedule(flows, now())
  let serverLooksAgain = false
  return {
    hear: (bursts: Burst[] | null) => {
      serverLooksAgain = bursts !== null
      if (bursts) schedule = hearBursts(schedule, bursts, now())
    },
    take: () => {
      const { run, next, ...taken } = takeDue(schedule, now(), settings.concurrency ?? 4)
      schedule = taken.schedule
      return { run, next }
    },
    ended: (id: string, result: Pick<Result, 'verdict' | 'reason' | 'fault'> | null) => {
      const verdict = (result?.verdict ?? 'inconclusive') as Verdict
      const what = { verdict, repeatable: !result || mayRepeat(result), confirm: !serverLooksAgain }
      schedule = afterRun(schedule, id, what, now(), random())
    },
  }
}

type Agenda = ReturnType<typeof openAgenda>

async function runFlows(parts: Parts, agenda: Agenda, bell: Bell): Promise<void> {
  const { now, stop, log } = parts
  const verdicts = new Map<string, string>()
  const running = new Set<Promise<void>>()
  while (!stop.aborted) {
    const { run, next } = agenda.take()
    for (const due of run) {
      const work = runOne(parts, due, bell).then((result) => {
        if (result && result.verdict !== verdicts.get(due.id)) {
          log.info({ flow: due.id, verdict: result.verdict }, `${due.id} is now ${result.verdict}`)
          verdicts.set(due.id, result.verdict)
        }
        agenda.ended(due.id, result)
        running.delete(work)
        bell.ring('run')
        bell.ring('deliver')
      })
      running.add(work)
    }
    await bell.wait('run', next === null ? null : Math.max(0, next - now()))
  }
  await Promise.all(running)
}

/** `null` when nothing can be said: the agent is stopping, or the run itself broke (which is logged). */
async function runOne({ plan, settings, spool, now, stop, log }: Parts, due: Due, bell: Bell) {
  const planned = plan.find(({ flow }) => flow.id === due.id)
  if (!planned) return null
  const { flow, target, timing } = planned
  const standing = standstillOf(due, async (provisional) => {
    await spool.append(provisional)
    bell.ring('deliver')
  })
  try {
    const result = await runFlow(flow, {
      target,
      timing,
      stop: AbortSignal.any([stop, standing.enough]),
      now,
      identity: target.identity ? openIdentity(target.identity) : null,
      userAgent: settings.userAgent ?? USER_AGENT,
      canaries: target.replica ? [] : (settings.canaries ?? CANARIES),
      trigger: due.trigger,
      onStandstill: standing.onStandstill,
    })
    if (stop.aborted) return null
    return await spool.append(standing.seen() ?? result)
  } catch (error) {
    log.error({ flow: flow.id, why: (error as Error).message }, `${flow.id} could not be run`)
    return null
  }
}

type Early = Omit<Result, 'sequence'>

/**
 * What a standstill does to a run: on schedule it is told early and the run goes on, to find out what it is; in a burst, which only
 * asks whether it still is so, it is the answer, and the run ends.
 */
function standstillOf({ trigger }: Due, tell: (provisional: Early) => Promise<void>) {
  const enough = new AbortController()
  let seen: Early | null = null
  const end = async ({ provisional: _, ...early }: Early) => {
    seen = { ...early, reason: '' }
    enough.abort()
  }
  return { enough: enough.signal, onStandstill: trigger === 'burst' ? end : tell, seen: () => seen }
}
