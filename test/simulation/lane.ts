// One flow and the agents that run it, event by event; stretches in which nothing can happen are taken at once.
import type { Result } from '../../probes/result.ts'
import { burstsFor } from '../../server/incidents/bursts.ts'
import { decide } from '../../server/incidents/decide.ts'
import { remember } from '../../server/incidents/evidence.ts'
import { type Memory, NO_MEMORY } from '../../server/incidents/memory.ts'
import { type Agent, type Arrival, openCrew } from './crew.ts'
import { leap } from './leap.ts'
import type { Office, Standing } from './office.ts'
import type { Chance } from './random.ts'
import type { World } from './world.ts'

export type Lane = {
  /** Runs until `until`, or until a first message about it was accepted; when that was, or null. */
  run: (until: number, stopWhenTold: boolean) => Promise<number | null>
  /** All runs so far, and those of bursts among them. */
  counts: { runs: number; bursts: number }
  /** When first messages were accepted. */
  told: number[]
}

/** What happens next; neither an arrival nor an agent: it is time to tell. */
type Next = { at: number; arrival: Arrival | null; agent: Agent | null; starts: boolean }

const TELL_EVERY_MS = 500

export function openLane(world: World, office: Office, component: string, start: number, chance: Chance): Lane {
  const { policy, locations } = world
  const crew = openCrew(world, component, start, chance)
  const { agents } = crew
  const next: Next = { at: 0, arrival: null, agent: null, starts: false }
  const tellPhase = Math.floor(chance.next() * TELL_EVERY_MS)
  const told: number[] = []
  let arrivals: Arrival[] = []
  let standing: Standing = { memory: NO_MEMORY, state: 'unknown', mark: '', since: start }
  let open = false
  let listed = ''
  let now = start
  let tellAt: number | null = null
  return { run, counts: crew.counts, told }

  async function run(until: number, stopWhenTold: boolean): Promise<number | null> {
    while (now < until) {
      if (arrivals.length === 0 && !open && standing.state === 'operational' && standing.mark === '') leapTo(until)
      findNext()
      if (next.at >= until) {
        now = until
        return null
      }
      now = next.at
      if (next.arrival) {
        const shell = arrive(next.arrival)
        if (shell) await shell
      } else if (next.agent) {
        if (next.starts) arrivals.push(...crew.run(next.agent, now))
        else hear(next.agent)
      } else if ((await tell()) && stopWhenTold) return now
    }
    return null
  }

  function leapTo(until: number): void {
    const leapt = leap({ world, crew, memory: standing.memory, flow: `${component}-flow`, chance, now, until })
    if (!leapt) return
    standing = { ...standing, memory: leapt.memory }
    now = leapt.now
  }

  /** Into `next`, which is made once: there are very many of them. */
  function findNext(): void {
    next.at = tellAt ?? Infinity
    next.arrival = null
    next.agent = null
    for (const arrival of arrivals) {
      if (arrival.at >= next.at) continue
      next.at = arrival.at
      next.arrival = arrival
    }
    for (const agent of agents) {
      const start = crew.nextStart(agent, now)
      const at = agent.hearsAt !== null && agent.hearsAt < start ? agent.hearsAt : start
      if (at >= next.at) continue
      next.at = at
      next.arrival = null
      next.agent = agent
      next.starts = at === start
    }
  }

  async function tell(): Promise<boolean> {
    tellAt = null
    const about = (await office.tell(now)).includes(component)
    if (about) told.push(now)
    return about
  }

  /** A promise only where the shell has to be asked. */
  function arrive(arrival: Arrival): Promise<void> | null {
    arrivals = arrivals.filter((one) => one !== arrival)
    const { location, result } = arrival
    // ids are only kept for people to look results up
    const evidence = { ...result, id: 'run', location, group: location }
    const { memory } = remember(standing.memory, evidence, policy, locations, now)
    if (open || (needsDeciding(memory) && changes(memory))) return take(location, result)
    standing = { ...standing, memory }
    spread(location)
    return null
  }

  async function take(location: string, result: Result): Promise<void> {
    ;({ standing, open } = await office.take(standing, location, result, now))
    tellAt = now + TELL_EVERY_MS - ((now + tellPhase) % TELL_EVERY_MS)
    spread(location)
  }

  /** Whether what the rule says could differ from "operational, nothing to say". */
  function needsDeciding({ flows, turns }: Memory): boolean {
    const [flow] = flows
    if (standing.state !== 'operational' || standing.mark !== '' || turns.length > 0 || !flow) return true
    if (flow.condition !== 'working' || flow.slowSince !== null) return true
    return flow.groups.some(({ hard, freshUntil }) => hard >= policy.tellAt || (freshUntil ?? 0) < now)
  }

  function changes(memory: Memory): boolean {
    const { state, since, mark } = standing
    const none = { maintenance: { active: false, since: 0 }, inIncident: false, staff: null, inference: null }
    const decision = decide({ current: { state, since, mark }, memory, policy, groups: locations, ...none, now })
    return decision.state !== state || decision.mark !== mark
  }

  /** The agent that reports hears of bursts at once, the others with the next report of any of their flows. */
  function spread(location: string): void {
    const { burst } = standing.memory.flows[0] ?? { burst: null }
    if (burst === null && listed === '') return
    const ids = burstsFor([standing.memory], '', now).map(({ id }) => id)
    if (ids.join() === listed) return
    listed = ids.join()
    for (const agent of agents) {
      if (agent.location === location) hear(agent)
      else agent.hearsAt = now + Math.round(chance.next() * world.hearMs)
    }
  }

  function hear(agent: Agent): void {
    crew.hear(agent, burstsFor([standing.memory], agent.location, now), now)
  }
}
