// Whether the groups together are convinced: a flow is suspected, failing, or well again. Pure.
// Λ* = the evidence without the most convinced group, so that one bad network can never open an incident.
import { closed, isOver, leftToOne } from './closing.ts'
import type { Evidence } from './evidence.ts'
import {
  burstEnd,
  type Condition,
  type FlowMemory,
  type GroupMemory,
  isTroubled,
  watched,
  withGroup,
} from './memory.ts'
import type { Policy } from './policy.ts'
import { longerOver, NO_GROUPS } from './streak.ts'

/** Of about so many newest runs of a trouble the share that failed is known. */
const COUNTED_RUNS = 60

/** The flow with `group` in it, after the run. */
export function convict(
  flow: FlowMemory,
  group: GroupMemory,
  ran: Evidence,
  policy: Policy,
  groups: readonly string[],
  now: number,
): FlowMemory {
  const failed = ran.verdict === 'failed'
  const before = withGroup(flow, group)
  const counted = countRun(before, failed, ran)
  const doubts = watched(counted, groups)
  const hard = convictionOf(doubts, now)
  const drift = driftOf(doubts)
  const troubleSince = hard.all > 0 ? (counted.troubleSince ?? ran.startedAt) : null
  const driftSince = drift.most > 0 ? (counted.driftSince ?? ran.startedAt) : null
  const condition = nextCondition(counted.condition, hard.agreed, drift.agreed, policy)
  const next: FlowMemory = { ...counted, condition, troubleSince, driftSince }
  if (condition === 'failing') {
    if (flow.condition !== 'failing') return opened(next, beginning(next, doubts, hard.agreed, policy))
    const over = isOver(next, policy, groups, now) ? next : leftToOne(next, doubts, policy, now)
    return over ? closed(over) : { ...next, troubleSince: flow.troubleSince ?? troubleSince }
  }
  if (troubleSince === null && driftSince === null) return dismissed(next, now)
  return failed ? withBurst(next, ran, drift.agreed, policy, now) : next
}

/** `agreed`: what is left without the most convinced group; with one group alone, its own. Silent groups have no word. */
export function convictionOf(groups: GroupMemory[], now: number): { all: number; most: number; agreed: number } {
  let all = 0
  let most = 0
  for (const { hard, freshUntil } of groups) {
    if ((freshUntil ?? 0) < now) continue
    all += hard
    if (hard > most) most = hard
  }
  return { all, most, agreed: groups.length > 1 ? all - most : all }
}

function driftOf(groups: GroupMemory[]): { most: number; agreed: number } {
  // one network alone has only itself to go by: it must be twice as sure
  if (groups.length < 2) return { most: groups[0]?.driftOfOthers ?? 0, agreed: (groups[0]?.driftOfOthers ?? 0) / 2 }
  let most = 0
  let agreed = Number.POSITIVE_INFINITY
  for (const { driftOfOthers } of groups) {
    if (driftOfOthers > most) most = driftOfOthers
    if (driftOfOthers < agreed) agreed = driftOfOthers
  }
  return { most, agreed }
}

function nextCondition(before: Condition, hard: number, drift: number, policy: Policy): Condition {
  if (before === 'failing' || hard >= policy.tellAt || drift >= policy.driftTellAt) return 'failing'
  if (hard >= policy.suspectAt) return 'suspected'
  // what was suspected stays so until the evidence is gone
  return before === 'suspected' && hard > 0 ? 'suspected' : 'working'
}

function countRun(flow: FlowMemory, failed: boolean, ran: Evidence): FlowMemory {
  if (!failed && !isTroubled(flow)) return flow
  const good = longerOver(flow.good, !failed, ran)
  // a long hard phase must not make a partial one that follows look hard
  const kept = flow.runs < COUNTED_RUNS ? 1 : 0.5
  return { ...flow, runs: flow.runs * kept + 1, fails: flow.fails * kept + Number(failed), good }
}

/**
 * When the trouble began: at the first failure of the fast evidence, or of the slow one that found it. What one network had seen
 * alone for long is not its beginning.
 */
function beginning(flow: FlowMemory, heard: GroupMemory[], hard: number, policy: Policy): number | null {
  const isHard = hard >= policy.tellAt
  const starts = heard.flatMap((one) => (isHard ? one.hardSince : one.driftOfOthersSince) ?? []).sort((a, b) => a - b)
  const [first] = starts
  // of the slow evidence all but any one network must have some
  const agreed = isHard ? starts[1] : starts.at(-1)
  const alone = Math.max(policy.oneNetworkAfterSeconds, flow.everySeconds) * 1000
  const since = first !== undefined && agreed !== undefined && agreed - first >= alone ? agreed : first
  return since ?? flow.troubleSince ?? flow.driftSince
}

function opened(flow: FlowMemory, since: number | null): FlowMemory {
  const groups = flow.groups.map((one) => ({ ...one, pendingFails: 0 }))
  return { ...flow, groups, troubleSince: since, good: NO_GROUPS }
}

/** It was chance: the failures count as that. */
function dismissed(flow: FlowMemory, now: number): FlowMemory {
  if (flow.runs === 0) return flow
  const groups = flow.groups.map((one) => ({
    ...one,
    healthy: { runs: one.healthy.runs, fails: one.healthy.fails + one.pendingFails },
    pendingFails: 0,
    recent: '',
  }))
  const spent = flow.spent.filter((at) => at <= now)
  return { ...flow, groups, burst: null, spent, runs: 0, fails: 0, good: NO_GROUPS }
}

/** A first failure asks every location to run the flow again; failures in two groups ask for a closer look. */
function withBurst(
  flow: FlowMemory,
  { location, durationMs }: Evidence,
  drift: number,
  policy: Policy,
  now: number,
): FlowMemory {
  const window = now - policy.burstWithinSeconds * 1000
  // runs that stand still take their time: closer together they would only repeat each other
  const quick = durationMs < policy.repeatWithinSeconds * 500
  // where everything fails, rounds far enough apart to be new evidence say more
  const mixed = flow.runs > flow.fails
  if (quick && mixed && drift >= policy.lookAt && (flow.lookedAt === null || flow.lookedAt <= window)) {
    return { ...flow, burst: { at: now, location, rounds: policy.lookRounds }, lookedAt: now }
  }
  const { burst } = flow
  if (burst && now <= burstEnd(burst)) return flow
  const spent = flow.spent.filter((at) => at > window)
  const rounds = policy.burstRounds.slice(0, Math.max(0, policy.burstRoundsMost - spent.length))
  if (rounds.length === 0) return flow
  return {
    ...flow,
    burst: { at: now, location, rounds },
    spent: [...spent, ...rounds.map((round) => now + round * 1000)],
  }
}
