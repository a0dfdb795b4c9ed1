// Draws when the next run fails by chance, and takes all the good runs before it at once.
import type { Memory } from '../../server/incidents/memory.ts'
import type { Crew } from './crew.ts'
import { isQuiet, quiet, type Stretch } from './quiet.ts'
import type { Chance } from './random.ts'
import { OK_MS, TIMEOUT_SECONDS, type World } from './world.ts'

export type LeapParts = {
  world: World
  crew: Crew
  memory: Memory
  flow: string
  chance: Chance
  now: number
  until: number
}

/** The memory and the time after it, with the crew moved on; `null` when single steps are needed. */
export function leap({
  world,
  crew,
  memory,
  flow,
  chance,
  now,
  until,
}: LeapParts): { memory: Memory; now: number } | null {
  if (crew.failNext || !crew.isIdle(now)) return null
  const { agents, counts } = crew
  const every = world.everySeconds * 1000
  const good = chance.misses(world.transient)
  const change = Math.min(until, world.nextChange(now))
  const before = agents.reduce((sum, { dueAt }) => sum + Math.max(0, Math.ceil((change - dueAt) / every)), 0)
  const taken = Math.min(good, before)
  const stretch = stretchOf(world, crew, flow, taken)
  if (!isQuiet(memory, stretch)) return null
  crew.failNext = taken === good
  if (taken === 0) return null
  counts.runs += taken
  let end = now
  for (const [index, { count }] of stretch.runs.entries()) {
    const agent = agents[index]
    if (!agent || count === 0) continue
    agent.startedAt = agent.dueAt + (count - 1) * every
    agent.busyUntil = agent.startedAt + OK_MS
    agent.dueAt += count * every
    end = Math.max(end, agent.busyUntil)
  }
  return { memory: quiet(memory, stretch, world.policy), now: end }
}

/** The next `taken` runs of all agents, who take turns. */
function stretchOf({ everySeconds }: World, { agents }: Crew, flow: string, taken: number): Stretch {
  const turns = agents.toSorted((a, b) => a.dueAt - b.dueAt)
  const runs = agents.map((agent) => {
    const count = Math.max(0, Math.ceil((taken - turns.indexOf(agent)) / agents.length))
    return { location: agent.location, group: agent.location, first: agent.dueAt, count }
  })
  return { flow, durationMs: OK_MS, everySeconds, timeoutSeconds: TIMEOUT_SECONDS, runs, idOf: () => 'run' }
}
