// What each flow says about its component right now, taken over the groups that run it. Pure.
import type { Fault } from '../../probes/result.ts'
import { convictionOf } from './conviction.ts'
import { isForgotten } from './evidence.ts'
import { isSlow } from './latency.ts'
import {
  type FlowMemory,
  type GroupMemory,
  isTroubled,
  type Memory,
  marked,
  type Streak,
  stillHeard,
  watched,
} from './memory.ts'
import type { Policy } from './policy.ts'

export type Level = 'working' | 'slow' | 'failing'

/** What one group saw of one flow: the evidence as it is stored with a decision. */
export type Ground = {
  flow: string
  group: string
  /** Of the newest runs since the trouble began. */
  failed: number
  runs: number
  /** Start of the first and of the newest failing run in a row (UTC ms); `null` when the newest run did not fail. */
  since: number | null
  until: number | null
  fault: Fault | null
  /** Evidence of an outage in nats, one decimal. */
  evidence: number
  slow: boolean
  /** Ids of the results. */
  results: string[]
}

export type Signal = {
  flow: string
  fresh: boolean
  /** When the last of its groups goes stale, and when the first does (UTC ms). */
  deadline: number
  level: Level
  /** Hardly any run succeeds, in any of the groups. */
  wholly: boolean
  /** Some group works more often than not. */
  mixed: boolean
  /** Of its use that does not work, 0 … 1, over the groups. */
  share: number
  doubt: 'awaiting-confirmation' | 'being-checked' | 'seen-by-one-network' | null
  /** Evidence of all groups together is enough: with a word from the counters it counts. */
  almost: boolean
  lastFailing: boolean
  /** It fails, and every group has had a good run since the last failure: it may be over soon. */
  ending: boolean
  /** Only one group is left that looks; the others are silent. */
  alone: boolean
  since: number | null
  /** Of its groups, since when the last one fails in a row, and since when the first one works in a row; `null`: none does. */
  failsSince: number | null
  worksSince: number | null
  /** The earliest of the runs in a row that it knows of now; `null`: there is none. */
  heardSince: number | null
  /** First good run of the streak that ended the trouble. */
  goodSince: number
  /** There is a streak that ended a trouble. */
  ended: boolean
  /** How many good runs there are in a row, over all groups. */
  goodRuns: number
  quickSince: number
  grounds: Ground[]
}

/** One signal a flow. Left out: flows never conclusive, forgotten ones, and groups that are no longer configured. */
export function readSignals(memory: Memory, groups: readonly string[], policy: Policy, now: number): Signal[] {
  const signals: Signal[] = []
  for (const flow of memory.flows) {
    const heard = watched(flow, groups)
    if (heard.length > 0 && !isForgotten(flow, policy, now)) signals.push(readSignal(flow, heard, policy, now))
  }
  return signals
}

function readSignal(flow: FlowMemory, heard: GroupMemory[], policy: Policy, now: number): Signal {
  const live = stillHeard(heard, now)
  const failing = flow.condition === 'failing'
  // what is known to fail is known from any place; that all is well takes all places but one
  const fresh = live.length > 0 && (failing || heard.length - live.length < 2)
  const told = live.length > 0 ? live : heard
  const troubled = failing || flow.slowSince !== null || isTroubled(flow)
  const shares = failing ? told.map(shareOf) : []
  const conviction = convictionOf(heard, now)
  return {
    flow: flow.flow,
    fresh,
    deadline: Math.max(...heard.map(({ freshUntil }) => freshUntil ?? 0)),
    level: failing ? 'failing' : flow.slowSince === null ? 'working' : 'slow',
    wholly: shares.length > 0 && shares.every((share) => share >= 0.8),
    mixed: shares.some((share) => share < 0.5),
    share: failing ? mean(shares) : convinced(live, policy).length / heard.length,
    doubt: failing ? null : doubtOf(flow, heard, live, policy, now),
    almost: !failing && conviction.all >= policy.tellAt,
    lastFailing: failing,
    ending: failing && flow.good.groups.length >= told.length,
    alone: live.length === 1 && heard.length > 1,
    since: failing ? flow.troubleSince : flow.slowSince,
    failsSince: sincesOf(told.map(({ failed }) => failed)).at(-1) ?? null,
    worksSince: sincesOf(told.map(({ working }) => working))[0] ?? null,
    heardSince: sincesOf(told.flatMap(({ failed, working }) => [failed, working]))[0] ?? null,
    goodSince: flow.good.count > 0 ? flow.good.since : Math.max(...told.map(({ working }) => working.since)),
    ended: flow.good.count > 0 || flow.quick.count > 0,
    goodRuns: told.reduce((sum, { working }) => sum + working.count, 0),
    quickSince: flow.quick.since,
    grounds: troubled ? told.map((group) => groundOf(flow, group, policy)) : [],
  }
}

/** Earliest first. */
function sincesOf(streaks: Streak[]): number[] {
  return streaks.flatMap(({ count, since }) => (count > 0 ? since : [])).sort((a, b) => a - b)
}

/** Share of the newest runs since the trouble began that failed. */
function shareOf({ recent }: GroupMemory): number {
  return recent.length === 0 ? 0 : marked(recent) / recent.length
}

function doubtOf(
  flow: FlowMemory,
  heard: GroupMemory[],
  live: GroupMemory[],
  policy: Policy,
  now: number,
): Signal['doubt'] {
  if (flow.condition === 'suspected') return 'being-checked'
  const sure = convinced(live, policy)
  const [only] = sure
  if (heard.length > 1 && sure.length === 1 && only) {
    const lasting = now - only.failed.since >= policy.oneNetworkAfterSeconds * 1000
    if (only.failed.count > 0 && lasting) return 'seen-by-one-network'
  }
  return isTroubled(flow) ? 'awaiting-confirmation' : null
}

function convinced(groups: GroupMemory[], policy: Policy): GroupMemory[] {
  return groups.filter(({ hard }) => hard >= policy.tellAt)
}

function groundOf({ flow, slowSince }: FlowMemory, group: GroupMemory, policy: Policy): Ground {
  const { failed, failedAt, recent, fault, hard, latency } = group
  const slow = slowSince !== null && isSlow(group, policy)
  return {
    flow,
    group: group.group,
    failed: marked(recent),
    runs: recent.length,
    since: failed.count > 0 ? failed.since : null,
    until: failed.count > 0 ? failedAt : null,
    fault,
    evidence: Math.round(hard * 10) / 10,
    slow,
    results: slow ? latency.results : failed.results,
  }
}

function mean(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
