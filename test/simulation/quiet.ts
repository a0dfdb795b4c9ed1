// Takes a memory over a stretch of good runs of equal length at once, to exactly what single steps would make of it. Pure.
import type { Evidence } from '../../server/incidents/evidence.ts'
import { kindOfDay } from '../../server/incidents/latency.ts'
import {
  type FlowMemory,
  type GroupMemory,
  isTroubled,
  type Memory,
  type Streak,
} from '../../server/incidents/memory.ts'
import type { Policy } from '../../server/incidents/policy.ts'
import { longer } from '../../server/incidents/streak.ts'

/** `count` runs of one location, the first at `first` (UTC ms), then one every `everySeconds`. */
export type Runs = { location: string; group: string; first: number; count: number }
export type Stretch = Pick<Evidence, 'flow' | 'durationMs' | 'everySeconds' | 'timeoutSeconds'> & {
  runs: Runs[]
  idOf: (location: string, startedAt: number) => string
}

const HOUR = 3600_000
const KST_OFFSET = 9 * HOUR
/** The bound of server/incidents/evidence.ts at which what is known of chance is halved. */
const MOST_HEALTHY_RUNS = 40_000
const MOST_USUAL_RUNS = 1_000_000

/** Nothing is doubted, everything is fresh, and durations are as ever: good runs only count up. */
export function isQuiet(memory: Memory, { runs, flow: id, durationMs }: Stretch): boolean {
  const [flow] = memory.flows
  if (!flow || memory.flows.length !== 1 || flow.flow !== id) return false
  if (isTroubled(flow) || flow.slowSince !== null || flow.runs > 0 || flow.groups.length !== runs.length) return false
  const log = Math.log(Math.max(1, durationMs))
  return runs.every(({ location, group, first }) => {
    const own = flow.groups.find((one) => one.group === group)
    return own !== undefined && isCalm(own, location, first, log)
  })
}

function isCalm(
  { seen, freshUntil, hard, driftOfOthers, recent, failed, latency }: GroupMemory,
  location: string,
  first: number,
  log: number,
) {
  const { excess, usual } = latency
  const alone = seen.length === 1 && seen[0]?.location === location
  const usually = usual.every((one) => one.runs === 0 || one.log === log)
  return (
    alone &&
    (freshUntil ?? 0) >= first &&
    hard + driftOfOthers + excess + failed.count === 0 &&
    recent + latency.recent === '' &&
    usually
  )
}

/** `memory` must be quiet (`isQuiet`). */
export function quiet(memory: Memory, stretch: Stretch, policy: Policy): Memory {
  const [before] = memory.flows as [FlowMemory]
  const { everySeconds } = stretch
  const counted = stretch.runs.filter(({ count }) => count > 0)
  if (counted.length === 0) return memory
  const groups = before.groups.map((group) => {
    const runs = counted.find((one) => one.group === group.group)
    return runs ? laterGroup(group, runs, stretch, policy) : group
  })
  const flow = { ...before, everySeconds, groups, quick: laterQuick(before.quick, { ...stretch, runs: counted }) }
  return { ...memory, flows: [flow] }
}

function laterGroup(group: GroupMemory, runs: Runs, stretch: Stretch, policy: Policy): GroupMemory {
  const { everySeconds, timeoutSeconds, idOf } = stretch
  const { location, first, count } = runs
  const startOf = (run: number) => first + run * everySeconds * 1000
  const startedAt = startOf(count - 1)
  const ids = lastOf(count).map((run) => ({ id: idOf(location, startOf(run)), at: startOf(run) }))
  return {
    ...group,
    seen: [{ location, startedAt, early: false }],
    freshUntil: startedAt + (policy.freshForRuns * everySeconds + timeoutSeconds) * 1000,
    healthy: { ...group.healthy, ...laterHealthy(group.healthy, count) },
    working: longerBy(group.working, ids, count),
    latency: {
      ...group.latency,
      usual: laterUsual(group.latency.usual, runs, stretch),
      results: [],
      uplinkSlow: false,
    },
  }
}

/** The first run and the last few, by number. */
function lastOf(count: number): number[] {
  const last = Array.from({ length: Math.min(5, count) }, (_, index) => count - Math.min(5, count) + index)
  return last[0] === 0 ? last : [0, ...last]
}

function longerBy<T extends Streak>(streak: T, ids: { id: string; at: number }[], count: number): T {
  let after = streak
  for (const { id, at } of ids) after = longer(after, id, at)
  return { ...after, count: streak.count + count }
}

function laterHealthy(healthy: GroupMemory['healthy'], count: number): GroupMemory['healthy'] {
  let { runs, fails } = healthy
  for (let left = count; left > 0; ) {
    const room = Math.max(0, Math.ceil(MOST_HEALTHY_RUNS - runs))
    if (left <= room) return { runs: runs + left, fails }
    left -= room + 1
    runs = (runs + room) / 2
    fails /= 2
  }
  return { runs, fails }
}

function laterUsual(
  usual: GroupMemory['latency']['usual'],
  { first, count }: Runs,
  { everySeconds, durationMs }: Stretch,
) {
  const later = usual.map((one) => ({ ...one }))
  const every = everySeconds * 1000
  for (let at = first, left = count; left > 0; ) {
    const runs = Math.min(left, Math.ceil((nextKind(at) - at) / every))
    const one = later[kindOfDay(at)]
    if (one)
      Object.assign(one, { log: Math.log(Math.max(1, durationMs)), runs: Math.min(one.runs + runs, MOST_USUAL_RUNS) })
    left -= runs
    at += runs * every
  }
  return later
}

/** When the kind of day may next change: 09:00, 18:00 and midnight in Korea. */
function nextKind(at: number): number {
  const local = at + KST_OFFSET
  const midnight = Math.floor(local / (24 * HOUR)) * 24 * HOUR
  const next = [9, 18, 24].find((hour) => midnight + hour * HOUR > local) ?? 24
  return midnight + next * HOUR - KST_OFFSET
}

function laterQuick(quick: FlowMemory['quick'], { runs, everySeconds, idOf }: Stretch): FlowMemory['quick'] {
  const every = everySeconds * 1000
  const ends = runs.flatMap(({ location, group, first, count }) =>
    lastOf(count).map((run) => ({ location, group, at: first + run * every })),
  )
  const inOrder = ends.sort((a, b) => a.at - b.at)
  const groups = [...quick.groups]
  for (const { group } of inOrder) if (!groups.includes(group)) groups.push(group)
  const [first] = inOrder
  const chosen = [...(first ? [first] : []), ...inOrder.slice(1).slice(-5)]
  const ids = chosen.map(({ location, at }) => ({ id: idOf(location, at), at }))
  const count = runs.reduce((sum, one) => sum + one.count, 0)
  return { ...longerBy(quick, ids, count), groups }
}
