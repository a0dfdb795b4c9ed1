// Whether the trouble of a flow is over: after enough good runs, or when one network alone still sees it. Pure.
import { NO_LATENCY } from './latency.ts'
import { type FlowMemory, type GroupMemory, stillHeard, watched } from './memory.ts'
import type { Policy } from './policy.ts'
import { spans } from './streak.ts'

/** Good runs over enough groups, for long enough, and the more of them the fewer runs failed: ⌈ln 0.01 / ln(1 − π)⌉. */
export function isOver(flow: FlowMemory, policy: Policy, configured: readonly string[], now: number): boolean {
  const { good, fails, runs } = flow
  const failing = Math.min(0.99, fails / Math.max(1, runs - good.count))
  const enough = Math.ceil(Math.log(0.01) / Math.log(1 - failing))
  const least = Math.min(policy.resolveStreakMost, Math.max(policy.resolveStreak, enough))
  const heard = stillHeard(watched(flow, configured), now)
  return good.count >= least && spans(good, heard.length, policy, now)
}

/**
 * The flow when one network alone still finds it failing, and every other one has found it well for as long as makes a failure of
 * one network its own; `null` otherwise. What one network alone could not begin it does not keep up either.
 */
export function leftToOne(flow: FlowMemory, heard: GroupMemory[], policy: Policy, now: number): FlowMemory | null {
  const live = stillHeard(heard, now)
  const others = live.filter(({ hard, failed }) => hard < policy.tellAt || failed.count === 0)
  if (others.length === 0 || others.length !== live.length - 1) return null
  const count = others.reduce((sum, { working }) => sum + working.count, 0)
  const since = Math.max(...others.map(({ working }) => (working.count > 0 ? working.since : now)))
  if (count < policy.resolveStreakMost || now - since < policy.oneNetworkAfterSeconds * 1000) return null
  const lastFailed = Math.max(...others.map(({ failedAt }) => failedAt ?? 0))
  const goodSince = Math.min(...others.flatMap(({ working }) => (working.since > lastFailed ? working.since : [])))
  const results = others.flatMap(({ working }) => working.results)
  return { ...flow, good: { count, since: goodSince, results, groups: others.map(({ group }) => group) } }
}

/** Nothing is held against it any more. */
export function closed(flow: FlowMemory): FlowMemory {
  const groups = flow.groups.map((one) => ({
    ...one,
    hard: 0,
    hardSince: null,
    driftOfOthers: 0,
    driftOfOthersSince: null,
    pendingFails: 0,
    recent: '',
    // what was slow before it failed is still slow
    latency:
      flow.slowSince === null
        ? { ...one.latency, excess: NO_LATENCY.excess, excessSince: null, recent: '' }
        : one.latency,
  }))
  const none = { troubleSince: null, driftSince: null, runs: 0, fails: 0 }
  return { ...flow, ...none, groups, condition: 'working' }
}
