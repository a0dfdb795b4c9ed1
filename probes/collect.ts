// The two loops of an agent: run what is due, deliver what is spooled. Timers and clock are given by the entry point.
import { openIdentity } from './credentials/open.ts'
import type { Log } from './log.ts'
import type { PlannedFlow } from './plan.ts'
import { type Collector, type Delivery, deliver, nextTryMs } from './report.ts'
import type { Verdict } from './result.ts'
import { runFlow } from './run-flow.ts'
import { afterRun, type Due, startSchedule, takeDue } from './schedule.ts'
import { type AgentSettings, CANARIES, USER_AGENT } from './settings.ts'
import type { Batch, Spool } from './spool.ts'

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
  const bell = makeBell(parts)
  await Promise.all([runFlows(parts, bell), deliverResults(parts, bell)])
}

type Bell = ReturnType<typeof makeBell>

/** Lets one loop wake the other: a ring is remembered until the next wait. */
function makeBell({ pause, stop }: Parts) {
  const bells = { run: new AbortController(), deliver: new AbortController() }
  return {
    ring: (which: keyof typeof bells) => bells[which].abort(),
    wait: async (which: keyof typeof bells, ms: number | null) => {
      await pause(ms, AbortSignal.any([bells[which].signal, stop]))
      bells[which] = new AbortController()
    },
  }
}

async function runFlows(parts: Parts, bell: Bell): Promise<void> {
  const { plan, settings, now, random, stop, log } = parts
  const verdicts = new Map<string, Verdict>()
  const planned = plan.map(({ flow, timing, confirmEverySeconds }) => ({ id: flow.id, confirmEverySeconds, ...timing }))
  let schedule = startSchedule(planned, now())
  const running = new Set<Promise<void>>()
  while (!stop.aborted) {
    const { run, next, ...taken } = takeDue(schedule, now(), settings.concurrency ?? 4)
    schedule = taken.schedule
    for (const due of run) {
      const work = runOne(parts, due).then((verdict) => {
        if (verdict && verdict !== verdicts.get(due.id))
          log.info({ flow: due.id, verdict }, `${due.id} is now ${verdict}`)
        if (verdict) verdicts.set(due.id, verdict)
        schedule = afterRun(schedule, due.id, verdict ?? 'inconclusive', now(), random())
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
async function runOne({ plan, settings, spool, now, stop, log }: Parts, due: Due): Promise<Verdict | null> {
  const planned = plan.find(({ flow }) => flow.id === due.id)
  if (!planned) return null
  const { flow, target, timing } = planned
  try {
    const result = await runFlow(flow, {
      target,
      timing,
      stop,
      now,
      identity: target.identity ? openIdentity(target.identity) : null,
      userAgent: settings.userAgent ?? USER_AGENT,
      canaries: target.replica ? [] : (settings.canaries ?? CANARIES),
      trigger: due.trigger,
    })
    if (stop.aborted) return null
    await spool.append(result)
    return result.verdict as Verdict
  } catch (error) {
    log.error({ flow: flow.id, why: (error as Error).message }, `${flow.id} could not be run`)
    return null
  }
}

async function deliverResults(parts: Parts, bell: Bell): Promise<void> {
  const { settings, spool, now, random, stop, log } = parts
  const { server, key, location, name: agent } = settings
  const collector: Collector = { server, key, location, agent, now, stop }
  let failures = 0
  let limit = 100
  let trouble = ''
  while (!stop.aborted) {
    const batch = await spool.pending(limit)
    if (!batch) {
      await bell.wait('deliver', null)
      continue
    }
    const delivery = await deliver(batch, collector)
    if (stop.aborted && delivery.outcome !== 'acknowledged') return
    const why = 'why' in delivery ? `${delivery.outcome}: ${delivery.why}` : ''
    if (why && why !== trouble) log.warn({ server }, `results are not delivered, ${why}; they stay in the spool`)
    if (!why && trouble) log.info({ server }, 'results are delivered again')
    trouble = why
    failures = why ? failures + 1 : 0
    if (delivery.outcome === 'indigestible') limit = await shrink(batch, parts)
    else if (delivery.outcome === 'acknowledged') limit = await settle(delivery, parts)
    else await bell.wait('deliver', nextTryMs(failures, random()))
  }
}

async function settle(
  delivery: Extract<Delivery, { outcome: 'acknowledged' }>,
  { spool, log }: Parts,
): Promise<number> {
  await spool.acknowledge(delivery.boot, delivery.sequence)
  if (delivery.refused.length > 0)
    log.error({ refused: delivery.refused }, 'the server refused results that do not fit its contract')
  return 100
}

/** One bad result must not block the queue: it is sent alone, and given up when it is refused alone. */
async function shrink(batch: Batch, { spool, log }: Parts): Promise<number> {
  const [first] = batch.results
  if (batch.results.length > 1 || !first) return Math.ceil(batch.results.length / 2)
  log.error(
    { boot: batch.boot, sequence: first.sequence, flow: first.flow },
    'a result is refused even alone; it is given up',
  )
  await spool.acknowledge(batch.boot, first.sequence)
  return 100
}
