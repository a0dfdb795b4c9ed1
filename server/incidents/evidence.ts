// How one result changes what is remembered of a component. Pure.
import type { Result } from '../../probes/result.ts'
import { convict } from './conviction.ts'
import { judgeSpeed, rememberLatency } from './latency.ts'
import { healthyFailure, weigh } from './likelihood.ts'
import { type FlowMemory, type GroupMemory, isTroubled, type Memory, NO_STREAK, watched, withGroup } from './memory.ts'
import type { Policy } from './policy.ts'
import { afterSilence, firstFlow, firstGroup, isAlone, nowSeen, wasEarly } from './sighting.ts'
import { longer, NO_GROUPS } from './streak.ts'

export type Evidence = Pick<
  Result,
  | 'flow'
  | 'startedAt'
  | 'durationMs'
  | 'everySeconds'
  | 'timeoutSeconds'
  | 'verdict'
  | 'fault'
  | 'trigger'
  | 'provisional'
  | 'canaryMs'
> & { id: string; location: string; group: string }

/** `reason` says what became of the result: only `taken` ones can change a state. */
export type Remembered = { memory: Memory; reason: 'taken' | 'inconclusive' | 'older-than-last' | 'late' }

const MOST_HEALTHY_RUNS = 40_000
const RECENT_RUNS = 8
/** Evidence of a network that is out for days must not take days to fade. */
const MOST_EVIDENCE = 2

/** `groups`: the configured ones; what others saw does not count. */
export function remember(
  memory: Memory,
  evidence: Evidence,
  policy: Policy,
  groups: readonly string[],
  now: number,
): Remembered {
  const ran = evidence.startedAt > now ? { ...evidence, startedAt: now } : evidence
  if (now - ran.startedAt - ran.durationMs > policy.lateAfterSeconds * 1000) return { memory, reason: 'late' }
  const known = memory.flows.find((one) => one.flow === ran.flow)
  const flow = known ? withoutForgotten(known, ran.group, policy, now) : firstFlow(ran)
  const group = flow.groups.find((one) => one.group === ran.group) ?? firstGroup(ran.group)
  const seen = group.seen.find(({ location }) => location === ran.location)
  if (seen && ran.startedAt < seen.startedAt) return { memory, reason: 'older-than-last' }
  const after =
    ran.verdict === 'inconclusive' ? noted(flow, group, ran, policy) : see(flow, group, ran, policy, groups, now)
  const others = memory.flows.filter((one) => one.flow !== ran.flow && !isForgotten(one, policy, now))
  const flows = others.length === 0 ? [after] : [...others, after].sort((a, b) => (a.flow < b.flow ? -1 : 1))
  return { memory: { ...memory, flows }, reason: ran.verdict === 'inconclusive' ? 'inconclusive' : 'taken' }
}

/** A flow that has been silent everywhere for so long that it must have been removed. */
export function isForgotten({ groups }: FlowMemory, policy: Policy, now: number): boolean {
  let last = 0
  for (const { freshUntil } of groups) last = Math.max(last, freshUntil ?? 0)
  return last > 0 && last + policy.forgetFlowAfterSeconds * 1000 < now
}

/** The flow without other groups that have been silent for so long that it must have been removed there. */
function withoutForgotten(flow: FlowMemory, own: string, policy: Policy, now: number): FlowMemory {
  const oldest = now - policy.forgetFlowAfterSeconds * 1000
  const kept = ({ group, freshUntil }: GroupMemory) => group === own || freshUntil === null || freshUntil >= oldest
  return flow.groups.every(kept) ? flow : { ...flow, groups: flow.groups.filter(kept) }
}

/** An inconclusive run says only that the agent lives; when it had been reported as standing still, that is taken back. */
function noted(flow: FlowMemory, group: GroupMemory, ran: Evidence, policy: Policy): FlowMemory {
  const seen = nowSeen(group, ran)
  if (!wasEarly(group, ran)) return withGroup(flow, { ...group, seen })
  const weight = weigh(true, false, policy.partialFailure, healthyFailure(group.healthy, policy), policy)
  const pendingFails = Math.max(0, group.pendingFails - 1)
  const unsaid = { hard: 0, hardSince: null, failed: NO_STREAK, failedAt: null, recent: group.recent.slice(0, -1) }
  const groups = flow.groups.map((one) =>
    one.group === group.group
      ? { ...group, ...unsaid, seen, pendingFails }
      : { ...one, driftOfOthers: Math.max(0, one.driftOfOthers - weight) },
  )
  return { ...flow, groups }
}

function see(
  flow: FlowMemory,
  before: GroupMemory,
  ran: Evidence,
  policy: Policy,
  groups: readonly string[],
  now: number,
): FlowMemory {
  const failed = ran.verdict === 'failed'
  const known = afterSilence(before, ran)
  if (failed && !ran.provisional && wasEarly(known, ran)) {
    // the failure has been counted when the run stood still; now it is known what it was
    return withGroup(flow, { ...known, seen: nowSeen(known, ran), fault: ran.fault ?? known.fault })
  }
  const repeat = known.failedAt !== null && ran.startedAt - known.failedAt < policy.repeatWithinSeconds * 1000
  const healthy = healthyFailure(known.healthy, policy)
  const troubled = failed || isTroubled(flow)
  const hard = bounded(known.hard + weigh(failed, repeat, policy.hardFailure, healthy, policy), policy.tellAt)
  const group: GroupMemory = {
    ...known,
    seen: nowSeen(known, ran),
    freshUntil: ran.startedAt + (policy.freshForRuns * ran.everySeconds + ran.timeoutSeconds) * 1000,
    hard,
    hardSince: hard > 0 ? (known.hardSince ?? ran.startedAt) : null,
    failedAt: failed ? ran.startedAt : known.failedAt,
    healthy: flow.condition === 'failing' || ran.trigger !== 'schedule' ? known.healthy : oneRunMore(known.healthy),
    pendingFails: failed && ran.trigger === 'schedule' ? known.pendingFails + 1 : known.pendingFails,
    failed: failed ? longer(known.failed, ran.id, ran.startedAt) : NO_STREAK,
    working: failed ? NO_STREAK : longer(known.working, ran.id, ran.startedAt),
    recent: troubled ? (known.recent + (failed ? '1' : '0')).slice(-RECENT_RUNS) : '',
    fault: failed ? ran.fault : known.fault,
    latency: failed ? known.latency : rememberLatency(known.latency, ran, flow, policy),
  }
  const weight = weigh(failed, repeat, policy.partialFailure, healthy, policy)
  const silent = known !== before
  const joins = !flow.groups.some((one) => one.group === group.group)
  const drifted = flow.groups.map((one) => {
    if (one.group === group.group) return one
    const alone = silent && isAlone(flow, one.group, ran)
    const past = alone || (joins && flow.groups.length === 1) ? 0 : one.driftOfOthers
    const drift = bounded(past + weight, policy.driftTellAt)
    const since = past > 0 ? (one.driftOfOthersSince ?? ran.startedAt) : ran.startedAt
    return { ...one, driftOfOthers: drift, driftOfOthersSince: drift > 0 ? since : null }
  })
  const goesOn = known === before ? flow : { ...flow, good: NO_GROUPS, quick: NO_GROUPS }
  const own = drifted.some((one) => one.group !== group.group) ? group : withOwnDrift(group, weight, ran, policy)
  const after = convict({ ...goesOn, everySeconds: ran.everySeconds, groups: drifted }, own, ran, policy, groups, now)
  return failed ? { ...after, quick: NO_GROUPS } : judgeSpeed(after, watched(after, groups), ran, policy, now)
}

/** Where one group alone looks there are no others to go by: its own runs have to do, as for hard outages. */
function withOwnDrift(group: GroupMemory, weight: number, { startedAt }: Evidence, policy: Policy): GroupMemory {
  const drift = bounded(group.driftOfOthers + weight, policy.driftTellAt)
  return {
    ...group,
    driftOfOthers: drift,
    driftOfOthersSince: drift > 0 ? (group.driftOfOthersSince ?? startedAt) : null,
  }
}

function bounded(evidence: number, enough: number): number {
  return Math.min(MOST_EVIDENCE * enough, Math.max(0, evidence))
}

function oneRunMore({ runs, fails }: GroupMemory['healthy']): GroupMemory['healthy'] {
  return runs < MOST_HEALTHY_RUNS ? { runs: runs + 1, fails } : { runs: runs / 2, fails: fails / 2 }
}
