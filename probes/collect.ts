// The loops of an agent: run what is due, deliver what is spooled to each server. Timers and clock are given by the entry point.
import { type Agenda, openAgenda } from './agenda.ts'
import { type Bell, makeBell } from './bell.ts'
import type { Browsers } from './checks/browser/browsers.ts'
import type { SelfSettings } from './checks/health.ts'
import type { Identity } from './credentials/identity.ts'
import { openIdentity } from './credentials/open.ts'
import { deliverResults, type Outlet } from './deliver-results.ts'
import { HEALTH_LIMITS } from './health.ts'
import type { IssuedCopies } from './issued-copies.ts'
import type { Log } from './log.ts'
import type { Pauses } from './pauses.ts'
import { type PlannedFlow, whyNotAllowed } from './plan.ts'
import type { Result } from './result.ts'
import { runFlow } from './run-flow.ts'
import type { Due } from './schedule.ts'
import { type AgentSettings, CANARIES, type IdentitySettings, RESOLVERS, USER_AGENT } from './settings.ts'
import type { Spool } from './spool.ts'

export type Parts = {
  plan: PlannedFlow[]
  settings: AgentSettings
  /** What waits for `settings.server`. */
  spool: Spool
  /** Further servers, each with what waits for it. */
  further?: Outlet[] | undefined
  /** Pauses of before, and where they are kept. */
  paused?: { pauses: Pauses; keep: (pauses: Pauses) => void } | undefined
  /** For flows of kind `browser`. */
  browsers?: Browsers | undefined
  copies?: IssuedCopies | undefined
  log: Log
  now: () => number
  random: () => number
  /** Resolves after `ms` (null: never), or earlier when `wake` fires. */
  pause: (ms: number | null, wake: AbortSignal) => Promise<void>
  stop: AbortSignal
}

/** Runs and delivers until `stop`; resolves when all loops have ended. No server waits for another. */
export async function collect(parts: Parts): Promise<void> {
  const { settings, spool, further = [] } = parts
  const outlets = [{ server: settings.server, key: settings.key, spool }, ...further]
  const runs = makeBell(parts.pause, parts.stop)
  const bells = outlets.map(() => makeBell(parts.pause, parts.stop))
  const agenda = openAgenda(parts)
  /** All spools number alike: every one gets every result, in one order. */
  const append = async (result: Early): Promise<Result | undefined> => {
    const [numbered] = await Promise.all(outlets.map((outlet) => outlet.spool.append(result)))
    for (const bell of bells) bell.ring()
    return numbered
  }
  const deliveries = outlets.map((outlet, index) =>
    deliverResults(parts, outlet, bells[index] ?? runs, (bursts) => {
      agenda.hear(index, bursts)
      runs.ring()
    }),
  )
  await Promise.all([runFlows(parts, agenda, runs, append), ...deliveries])
}

type Append = (result: Early) => Promise<Result | undefined>

async function runFlows(parts: Parts, agenda: Agenda, bell: Bell, append: Append): Promise<void> {
  const { now, stop, log } = parts
  const said = new Map<string, string>()
  const running = new Set<Promise<void>>()
  const start = async (due: Due) => {
    const result = await runOne(parts, due, agenda, append, said)
    if (result && result.verdict !== said.get(due.id)) {
      log.info({ flow: due.id, verdict: result.verdict }, `${due.id} is now ${result.verdict}`)
      said.set(due.id, result.verdict)
    }
    agenda.ended(due.id, result)
    bell.ring()
  }
  while (!stop.aborted) {
    const { run, next } = agenda.take()
    for (const due of run) {
      const work = start(due).finally(() => running.delete(work))
      running.add(work)
    }
    await bell.wait(next === null ? null : Math.max(0, next - now()))
  }
  await Promise.all(running)
}

/** `null` when nothing can be said: it may not run any more, the agent is stopping, or the run itself broke (which is logged). */
async function runOne(parts: Parts, due: Due, agenda: Agenda, append: Append, said: Map<string, string>) {
  const { plan, settings, now, stop, log } = parts
  const planned = plan.find(({ flow }) => flow.id === due.id)
  if (!planned) return null
  const { flow, target, timing } = planned
  const forbidden = whyNotAllowed(flow, target, now())
  if (forbidden) {
    if (said.get(due.id) !== forbidden) log.warn({ flow: flow.id }, `${flow.id} does not run: ${forbidden}`)
    said.set(due.id, forbidden)
    return null
  }
  const standing = standstillOf(due, async (provisional) => void (await append(provisional)))
  try {
    const result = await runFlow(flow, {
      target,
      timing,
      stop: AbortSignal.any([stop, standing.enough]),
      now,
      identity: target.identity ? identityOf(target.identity) : null,
      userAgent: settings.userAgent ?? USER_AGENT,
      canaries: target.replica ? [] : (settings.canaries ?? CANARIES),
      self: target.replica ? undefined : selfOf(parts),
      trigger: due.trigger,
      browsers: parts.browsers,
      copies: parts.copies,
      onStandstill: standing.onStandstill,
    })
    if (stop.aborted) return null
    return (await append(agenda.judge(flow.id, standing.seen() ?? result))) ?? null
  } catch (error) {
    log.error({ flow: flow.id, why: (error as Error).message }, `${flow.id} could not be run`)
    return null
  }
}

function selfOf({ settings, now }: Parts): SelfSettings {
  const { resolvers = RESOLVERS, ...limits } = settings.health ?? {}
  return {
    servers: [settings.server, ...(settings.collectors ?? []).map(({ server }) => server)],
    resolvers,
    folder: settings.spool.folder,
    limits: { ...HEALTH_LIMITS, ...limits },
    now,
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

const identities = new WeakMap<IdentitySettings, Identity>()

/** Opened once; a renewed certificate counts at once all the same. */
function identityOf(settings: IdentitySettings): Identity {
  const known = identities.get(settings) ?? openIdentity(settings)
  identities.set(settings, known)
  return known
}
