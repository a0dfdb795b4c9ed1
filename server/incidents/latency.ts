// Whether a network finds a flow slower than usual: a one-sided CUSUM over the logarithm of the duration. Pure.
// Usual durations are kept for office hours, other hours of working days and weekends apart (Korean time).
import { KST_OFFSET } from '../../views/format.ts'
import type { Evidence } from './evidence.ts'
import { type FlowMemory, type GroupMemory, type LatencyMemory, marked } from './memory.ts'
import type { Policy } from './policy.ts'
import { keep, longerOver, NO_GROUPS, spans } from './streak.ts'

const FIRST: LatencyMemory['canary'] = Object.freeze({ log: 0, runs: 0 })

export const NO_LATENCY: LatencyMemory = Object.freeze({
  usual: [FIRST, FIRST, FIRST],
  canary: FIRST,
  excess: 0,
  excessSince: null,
  recent: '',
  uplinkSlow: false,
  results: [],
})

/** Runs after which a usual duration is believed. */
const LEARNED = 30
/** How far one run moves it. */
const LEARNING = 1 / 200
const RECENT_RUNS = 10
const HOUR = 3600_000

/** The network's memory of durations after a run that did not fail. */
export function rememberLatency(before: LatencyMemory, ran: Evidence, flow: FlowMemory, policy: Policy): LatencyMemory {
  const kind = kindOfDay(ran.startedAt)
  const log = Math.log(Math.max(1, ran.durationMs))
  const expected = expectedOf(before.usual, kind, flow.slowSince !== null)
  const beyond = expected === null ? 0 : Math.min(1, Math.max(-1, log - expected))
  const slow = ran.verdict === 'slow' || beyond >= Math.log(policy.slowRatio)
  const residual = ran.verdict === 'slow' ? Math.max(beyond, Math.log(policy.slowRatio)) : beyond
  const excess = Math.min(2 * policy.slowAlarm, Math.max(0, before.excess + residual - policy.slowSlack))
  const calm = excess < policy.slowAlarm / 2 && flow.condition === 'working' && flow.slowSince === null
  const canary = typeof ran.canaryMs === 'number' ? Math.log(Math.max(1, ran.canaryMs)) : null
  return {
    usual: calm ? before.usual.map((one, index) => (index === kind ? learned(one, log) : one)) : before.usual,
    canary: canary !== null && !slow ? learned(before.canary, canary) : before.canary,
    excess,
    excessSince: excess > 0 ? (before.excessSince ?? ran.startedAt) : null,
    recent: excess > 0 || before.recent !== '' ? (before.recent + (slow ? '1' : '0')).slice(-RECENT_RUNS) : '',
    uplinkSlow: slow && canary !== null && isUplinkSlow(before.canary, canary, policy),
    results: slow ? keep(before.results, ran.id) : excess > 0 ? before.results : [],
  }
}

/** The usual duration at this kind of day. Where that is not known yet, what is slow goes on to be measured by the slowest kind that is. */
function expectedOf(usual: LatencyMemory['usual'], kind: number, slow: boolean): number | null {
  const own = usual[kind]
  if (own && own.runs >= LEARNED) return own.log
  if (!slow) return null
  const known = usual.filter(({ runs }) => runs >= LEARNED).map(({ log }) => log)
  return known.length > 0 ? Math.max(...known) : null
}

/** 0: 09–18 on working days, 1: other hours of working days, 2: weekends; in Korean time. */
export function kindOfDay(at: number): number {
  const local = at + KST_OFFSET
  const day = (Math.floor(local / (24 * HOUR)) + 4) % 7
  if (day === 0 || day === 6) return 2
  const hour = Math.floor(local / HOUR) % 24
  return hour >= 9 && hour < 18 ? 0 : 1
}

/** The network is convinced, most of its newest runs were slow, and it is not its own uplink. */
export function isSlow({ latency }: GroupMemory, policy: Policy): boolean {
  const slow = marked(latency.recent)
  return latency.excess >= policy.slowAlarm && slow * 2 >= latency.recent.length && !latency.uplinkSlow
}

/**
 * The flow after a run, with what its groups say of its speed: slow when two groups (or the only one) say so and the second of
 * them has been gathering evidence for long enough; quick again after the good runs that end a trouble.
 */
export function judgeSpeed(
  flow: FlowMemory,
  heard: GroupMemory[],
  ran: Evidence,
  policy: Policy,
  now: number,
): FlowMemory {
  const slowNow =
    ran.verdict === 'slow' || heard.some((one) => one.group === ran.group && one.latency.recent.endsWith('1'))
  if (flow.slowSince !== null) {
    // what one network alone finds slow does not keep up what it could not begin
    const slow = heard.filter((one) => isSlow(one, policy))
    const lone = heard.length > 1 && slow.length === 1 ? slow[0]?.group : undefined
    const quick = ran.group === lone ? flow.quick : longerOver(flow.quick, ran.verdict === 'ok' && !slowNow, ran)
    const others = lone === undefined ? heard.length : heard.length - 1
    const over = quick.count >= policy.resolveStreak && spans(quick, others, policy, now)
    return over ? forgetSlowness({ ...flow, quick }) : { ...flow, quick }
  }
  const quick = longerOver(flow.quick, ran.verdict === 'ok' && !slowNow, ran)
  const since = heard
    .filter((one) => isSlow(one, policy))
    .map(({ latency }) => latency.excessSince ?? now)
    .sort((a, b) => a - b)
  const needed = Math.min(2, heard.length)
  const agreed = since[needed - 1]
  const long = agreed !== undefined && now - agreed >= policy.slowForSeconds * 1000
  return { ...flow, quick: long ? NO_GROUPS : quick, slowSince: long ? (since[0] ?? null) : null }
}

function forgetSlowness(flow: FlowMemory): FlowMemory {
  const calm = { excess: 0, excessSince: null, recent: '', results: [] }
  return {
    ...flow,
    slowSince: null,
    groups: flow.groups.map((one) => ({ ...one, latency: { ...one.latency, ...calm } })),
  }
}

function learned({ log, runs }: LatencyMemory['canary'], value: number): LatencyMemory['canary'] {
  const step = runs < LEARNED ? 1 / (runs + 1) : LEARNING
  const bounded = runs < LEARNED ? value : log + Math.min(1, Math.max(-1, value - log))
  return { log: log + step * (bounded - log), runs: Math.min(runs + 1, 1_000_000) }
}

function isUplinkSlow(usual: LatencyMemory['canary'], canary: number, policy: Policy): boolean {
  return usual.runs >= LEARNED && canary - usual.log >= Math.log(policy.uplinkRatio)
}
