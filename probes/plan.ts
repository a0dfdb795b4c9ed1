// Which flows run here, by the settings: the permission, the intervals and the bounds of bursts that a real service is owed.
import type { Flow, Target } from './flow.ts'
import type { LookBounds } from './look.ts'
import type { AgentSettings } from './settings.ts'

export type PlannedFlow = {
  flow: Flow
  target: Target
  timing: Timing
  /** Least seconds between two immediate confirmation runs: issuing on a real service is not repeated at will. */
  confirmEverySeconds: number
  /** How far the server may make it run more often; `null`: not at all. */
  bursts: LookBounds | null
}

export type Timing = Pick<Flow, 'everySeconds' | 'timeoutSeconds' | 'slowAfterSeconds'> & {
  stallAfterSeconds?: number | undefined
}

export type Plan = {
  run: PlannedFlow[]
  /** Flows that may not run, each with what is missing; the others go on. */
  refused: { flow: string; why: string }[]
  /** What is wrong with the settings themselves. */
  problems: string[]
}

/** Least seconds between two runs against a real service. */
export const LEAST_SECONDS = { anonymous: 60, authorised: 300 } as const
const CONFIRM_SECONDS = { anonymous: 60, authorised: 3600 } as const

/** Eight rounds after first failures and twenty of a closer look, once two networks fail; 5 s let a server breathe. */
export const BURST_BOUNDS: LookBounds = { leastSeconds: 5, runs: 28, withinSeconds: 300 }
/** Each run of these leaves a real document and its application behind. */
const ISSUING_BURSTS = { runs: 2, withinSeconds: 600 }
/** The bundled replicas are ours, and a rehearsal's rounds are as short as its intervals. */
const REPLICA_BURSTS: LookBounds = { leastSeconds: 0, runs: Infinity, withinSeconds: 0 }

/** A standby is looked at at most this often: once in so many intervals of its flow. */
const STANDBY_INTERVALS = 2
const STANDBY = '@standby'

/** Pure: `now` (UTC ms) decides whether a permission is still valid. */
export function planFlows(flows: Flow[], settings: AgentSettings, now: number): Plan {
  const plan: Plan = { run: [], refused: [], problems: unknownNames(flows, settings) }
  for (const flow of flows) {
    const { standby, ...target } = settings.targets[flow.service] ?? { hosts: null }
    if (target.hosts) planFlow(plan, { flow, target, timing: timingOf(flow, settings) }, settings, now)
    if (standby) planFlow(plan, onStandby(flow, standby, settings), settings, now)
  }
  return plan
}

type Candidate = Pick<PlannedFlow, 'flow' | 'target' | 'timing'>

function planFlow(plan: Plan, { flow, target, timing }: Candidate, settings: AgentSettings, now: number): void {
  if (ownOf(flow.id, settings).enabled === false) return
  if (flow.kind === 'browser' && !settings.browser) return
  const least = LEAST_SECONDS[flow.tier]
  if (!target.replica && timing.everySeconds < least) {
    plan.problems.push(
      `/flows/${flow.id}/everySeconds: ${timing.everySeconds} is too often for a real service; at least ${least} for ${flow.tier} flows`,
    )
    return
  }
  const why = whyNotAllowed(flow, target, now)
  if (why) {
    plan.refused.push({ flow: flow.id, why })
    return
  }
  const confirmEverySeconds = target.replica ? 0 : CONFIRM_SECONDS[flow.tier]
  plan.run.push({ flow, target, timing, confirmEverySeconds, bursts: boundsOf(flow, target, settings.bursts) })
}

/** What holds for a flow holds at its standby, where that has no settings of its own. */
function ownOf(id: string, { flows }: AgentSettings) {
  const base = id.endsWith(STANDBY) ? id.slice(0, -STANDBY.length) : id
  return { ...flows?.['*'], ...flows?.[base], ...flows?.[id] }
}

function timingOf(flow: Flow, settings: AgentSettings): Timing {
  const own = ownOf(flow.id, settings)
  return {
    everySeconds: own.everySeconds ?? flow.everySeconds,
    timeoutSeconds: own.timeoutSeconds ?? flow.timeoutSeconds,
    slowAfterSeconds: own.slowAfterSeconds ?? flow.slowAfterSeconds,
    stallAfterSeconds: own.stallAfterSeconds,
  }
}

/** The same steps at the service's backup, half as often, for the component that says whether it would work. */
function onStandby(flow: Flow, target: Target, settings: AgentSettings): Candidate {
  const twin = { ...flow, id: `${flow.id}${STANDBY}`, component: `${flow.service}/standby` }
  const timing = timingOf(twin, settings)
  const least = STANDBY_INTERVALS * timingOf(flow, settings).everySeconds
  return { flow: twin, target, timing: { ...timing, everySeconds: Math.max(least, timing.everySeconds) } }
}

function boundsOf(flow: Flow, target: Target, own: AgentSettings['bursts']): LookBounds | null {
  if (own?.enabled === false) return null
  if (target.replica) return REPLICA_BURSTS
  const most = { ...BURST_BOUNDS, ...(own?.runs === undefined ? {} : { runs: own.runs }) }
  const allowed = flow.tier === 'anonymous' || target.authorisation?.bursts === true
  const leastSeconds = allowed ? Math.max(BURST_BOUNDS.leastSeconds, own?.leastSeconds ?? 0) : LEAST_SECONDS[flow.tier]
  if (!flow.issues) return { ...most, leastSeconds }
  return { leastSeconds, withinSeconds: ISSUING_BURSTS.withinSeconds, runs: Math.min(most.runs, ISSUING_BURSTS.runs) }
}

/** Why this flow may not run against this target now, or `null`. */
export function whyNotAllowed(flow: Flow, target: Target, now: number): string | null {
  if (flow.tier !== 'authorised') return null
  const place = `targets.${flow.service}${flow.id.endsWith(STANDBY) ? '.standby' : ''}`
  const missing = target.replica ? null : whyNoPermission(place, target, now)
  if (missing) return missing
  return target.identity ? null : `it logs in: give ${place}.identity, a dedicated test identity`
}

function whyNoPermission(place: string, { authorisation }: Target, now: number): string | null {
  if (!authorisation) {
    return `it logs in to a real service: give ${place}.authorisation (reference, issuer, validUntil) of the written permission`
  }
  const end = endOfDay(authorisation.validUntil)
  if (Number.isNaN(end)) return `${place}.authorisation.validUntil is no date`
  return now > end ? `the permission ${authorisation.reference} ended on ${authorisation.validUntil}: renew it` : null
}

/** A permission holds to the end of its last day in Korea. */
function endOfDay(date: string): number {
  return Date.parse(`${date}T23:59:59.999+09:00`)
}

function unknownNames(flows: Flow[], settings: AgentSettings): string[] {
  const twins = flows.filter(({ service }) => settings.targets[service]?.standby).map(({ id }) => `${id}${STANDBY}`)
  const ids = [...flows.map(({ id }) => id), ...twins]
  const services = [...new Set(flows.map(({ service }) => service))]
  const unknown = (given: string[], known: string[], path: string) =>
    given
      .filter((name) => !known.includes(name))
      .map((name) => `/${path}/${name}: unknown; known are ${known.join(', ')}`)
  return [
    ...unknown(Object.keys(settings.flows ?? {}), ['*', ...ids], 'flows'),
    ...unknown(Object.keys(settings.targets), services, 'targets'),
  ]
}
