// One run that is due: whether it may run, what it runs with, and what is made of it beside the others. State of one agent.
import type { Agenda } from './agenda.ts'
import type { SelfSettings } from './checks/health.ts'
import type { Parts } from './collect.ts'
import type { Identity } from './credentials/identity.ts'
import { openIdentity } from './credentials/open.ts'
import { HEALTH_LIMITS } from './health.ts'
import { type Beside, type Losses, lossesBeside, noteRun, targetOf } from './losses.ts'
import { type PlannedFlow, whyNotAllowed } from './plan.ts'
import type { Result } from './result.ts'
import { runFlow } from './run-flow.ts'
import type { Due } from './schedule.ts'
import { CANARIES, type IdentitySettings, RESOLVERS, USER_AGENT } from './settings.ts'

/** A result before the spool numbers it. */
export type Early = Omit<Result, 'sequence'>

type Append = (result: Early) => Promise<Result | undefined>
type Needs = Pick<Parts, 'plan' | 'settings' | 'browsers' | 'copies' | 'log' | 'now' | 'stop'>

/** Runs what is due, gives its result to `append`, and says in the log when a flow's verdict changes. Never throws. */
export function openRuns(parts: Needs, agenda: Agenda, append: Append): (due: Due) => Promise<void> {
  const { plan, log, now } = parts
  const said = new Map<string, string>()
  let losses: Losses = new Map()
  /** `null` when nothing can be said: it may not run any more, the agent is stopping, or the run itself broke (which is logged). */
  const runOne = async (due: Due): Promise<Result | null> => {
    const planned = plan.find(({ flow }) => flow.id === due.id)
    if (!planned) return null
    const { flow, target } = planned
    const forbidden = whyNotAllowed(flow, target, now())
    if (forbidden) {
      if (said.get(due.id) !== forbidden) log.warn({ flow: flow.id }, `${flow.id} does not run: ${forbidden}`)
      said.set(due.id, forbidden)
      return null
    }
    const beside = () => lossesBeside(losses, targetOf(flow), now())
    try {
      const result = await runPlanned(parts, due, planned, beside, append)
      if (parts.stop.aborted) return null
      if (!target.replica) losses = noteRun(losses, targetOf(flow), result)
      return (await append(agenda.judge(flow.id, result))) ?? null
    } catch (error) {
      log.error({ flow: flow.id, why: (error as Error).message }, `${flow.id} could not be run`)
      return null
    }
  }
  return async (due) => {
    const result = await runOne(due)
    if (result && result.verdict !== said.get(due.id)) {
      log.info({ flow: due.id, verdict: result.verdict }, `${due.id} is now ${result.verdict}`)
      said.set(due.id, result.verdict)
    }
    agenda.ended(due.id, result)
  }
}

async function runPlanned(
  parts: Needs,
  due: Due,
  { flow, target, timing }: PlannedFlow,
  beside: () => Beside,
  append: Append,
): Promise<Early> {
  const { settings, now, stop } = parts
  const standing = standstillOf(due, async (provisional) => void (await append(provisional)))
  const result = await runFlow(flow, {
    target,
    timing,
    stop: AbortSignal.any([stop, standing.enough]),
    now,
    identity: target.identity ? identityOf(target.identity) : null,
    userAgent: settings.userAgent ?? USER_AGENT,
    canaries: target.replica ? [] : (settings.canaries ?? CANARIES),
    self: target.replica ? undefined : selfOf(parts, beside),
    trigger: due.trigger,
    browsers: parts.browsers,
    copies: parts.copies,
    onStandstill: standing.onStandstill,
  })
  return standing.seen() ?? result
}

function selfOf({ settings, now }: Needs, beside: () => Beside): SelfSettings {
  const { resolvers = RESOLVERS, ...limits } = settings.health ?? {}
  return {
    servers: [settings.server, ...(settings.collectors ?? []).map(({ server }) => server)],
    resolvers,
    folder: settings.spool.folder,
    limits: { ...HEALTH_LIMITS, ...limits },
    beside,
    now,
  }
}

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
