// One flow and the agents that run it, event by event; stretches in which nothing can happen are taken at once.
import { burstDueAt, hearBurst, type Look, type LookBounds, NO_LOOK, tookRound } from '../../probes/look.ts'
import type { Result } from '../../probes/result.ts'
import { burstsFor } from '../../server/incidents/bursts.ts'
import { decide } from '../../server/incidents/decide.ts'
import { type Evidence, remember } from '../../server/incidents/evidence.ts'
import { type Memory, NO_MEMORY } from '../../server/incidents/memory.ts'
import type { Policy } from '../../server/incidents/policy.ts'
import { REFUSED } from '../server/incidents/play.ts'
import type { Office, Standing } from './office.ts'
import { isQuiet, quiet, type Stretch } from './quiet.ts'
import type { Chance } from './random.ts'

/** What a run meets: `lost`: the agent's own network is gone (and whether its canaries notice). */
export type Weather = { failing: number; durationMs: number; lost: 'no' | 'noticed' | 'unnoticed' }

export type World = {
  locations: string[]
  everySeconds: number
  transient: number
  /** Probability that a run within 15 s of a failing one fails, too. */
  repeat: number
  /** What agents allow bursts to do. */
  bounds: LookBounds
  /** Longest time until an agent that has nothing to say hears the server (ms). */
  hearMs: number
  /** How long a run that stands still runs before it says so. */
  stallMs: number
  policy: Policy
  weather: (location: string, at: number) => Weather
  /** The next instant after `at` at which any weather changes. */
  nextChange: (at: number) => number
}

type Agent = {
  location: string
  dueAt: number
  busyUntil: number
  startedAt: number | null
  failedAt: number | null
  look: Look
  hearsAt: number | null
}
type Arrival = { at: number; location: string; result: Result }

export type Lane = {
  /** Runs until `until`, or until a first message about it was accepted; when that was, or null. */
  run: (until: number, stopWhenTold: boolean) => Promise<number | null>
  /** All runs so far, and those of bursts among them. */
  counts: { runs: number; bursts: number; decided: number }
  /** When first messages were accepted. */
  told: number[]
}

const OK_MS = 1000
const TIMEOUT_SECONDS = 20
const REPEAT_MS = 15_000
const TELL_EVERY_MS = 500

export function openLane(world: World, office: Office, component: string, start: number, chance: Chance): Lane {
  const { policy, locations, everySeconds } = world
  const flow = `${component}-flow`
  const every = everySeconds * 1000
  const agents = locations.map((location, index): Agent => {
    const dueAt = start + Math.round((index * every) / locations.length)
    return { location, dueAt, busyUntil: 0, startedAt: null, failedAt: null, look: NO_LOOK, hearsAt: null }
  })
  let arrivals: Arrival[] = []
  let standing: Standing = { memory: NO_MEMORY, state: 'unknown', mark: '', since: start }
  let open = false
  let listed = ''
  let now = start
  let tellAt: number | null = null
  /** The next run is the one that was drawn to fail by chance. */
  let failNext = false
  const tellPhase = Math.floor(chance.next() * TELL_EVERY_MS)
  const counts = { runs: 0, bursts: 0, decided: 0 }
  const told: number[] = []
  const next: { at: number; arrival: Arrival | null; agent: Agent | null; starts: boolean } = {
    at: 0,
    arrival: null,
    agent: null,
    starts: false,
  }
  // ids are only kept for people to look results up
  const idOf = () => 'run'

  async function run(until: number, stopWhenTold: boolean): Promise<number | null> {
    while (now < until) {
      if (arrivals.length === 0 && !open && standing.state === 'operational' && standing.mark === '') leap(until)
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
        if (next.starts) startRun(next.agent)
        else hear(next.agent)
      } else if (await tell()) {
        if (stopWhenTold) return now
      }
    }
    return null
  }

  /** Into `next`, which is made once: there are very many of them. Neither an arrival nor an agent: time to tell. */
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
      const start = nextStart(agent)
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

  function nextStart(agent: Agent): number {
    return Math.max(now, agent.busyUntil, Math.min(burstOf(agent) ?? Infinity, agent.dueAt))
  }

  function burstOf({ look, startedAt }: Agent): number | null {
    return look.rounds.length > 0 ? burstDueAt(look, world.bounds, startedAt) : null
  }

  function startRun(agent: Agent): void {
    const isBurst = (burstOf(agent) ?? Infinity) < agent.dueAt
    const weather = world.weather(agent.location, now)
    const soon = agent.failedAt !== null && now - agent.failedAt < REPEAT_MS
    const chanced = failNext || chance.happens(soon ? world.repeat : world.transient)
    failNext = false
    const broken = weather.lost !== 'no' || (weather.failing > 0 && chance.happens(weather.failing))
    const failed = broken || chanced
    const durationMs = broken ? weather.durationMs : OK_MS
    if (failed) agent.failedAt = now
    agent.startedAt = now
    agent.busyUntil = now + durationMs
    if (isBurst) agent.look = tookRound(agent.look, now)
    else while (agent.dueAt <= now) agent.dueAt += every
    counts.runs += 1
    counts.bursts += Number(isBurst)
    const verdict = weather.lost === 'noticed' ? 'inconclusive' : failed ? 'failed' : 'ok'
    const trigger = isBurst ? 'burst' : 'schedule'
    const send = (afterMs: number, early: boolean) => {
      const at = now + afterMs + Math.round(chance.between(50, 300))
      arrivals.push({ at, location: agent.location, result: resultOf(verdict, trigger, now, afterMs, early) })
    }
    if (verdict === 'failed' && durationMs > world.stallMs) send(world.stallMs, true)
    send(durationMs, false)
  }

  function resultOf(
    verdict: Result['verdict'],
    trigger: Result['trigger'],
    startedAt: number,
    durationMs: number,
    provisional: boolean,
  ): Result {
    const fault = verdict === 'failed' ? REFUSED : null
    const rhythm = {
      everySeconds,
      timeoutSeconds: TIMEOUT_SECONDS,
      startedAt,
      durationMs,
      trigger,
      ...(provisional ? { provisional } : {}),
    }
    return { sequence: 1, flow, component, verdict, reason: '', fault, steps: [], document: null, ...rhythm }
  }

  function hear(agent: Agent): void {
    agent.hearsAt = null
    agent.look = hearBurst(agent.look, burstsFor([standing.memory], agent.location, now), now)
  }

  /** A promise only where the shell has to be asked. */
  function arrive(arrival: Arrival): Promise<void> | null {
    arrivals = arrivals.filter((one) => one !== arrival)
    const { location, result } = arrival
    const evidence: Evidence = { ...result, id: idOf(), location, group: location }
    const { memory } = remember(standing.memory, evidence, policy, locations, now)
    counts.decided += 1
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
    const list = burstsFor([standing.memory], '', now)
      .map(({ id }) => id)
      .join()
    if (list === listed) return
    listed = list
    for (const agent of agents) {
      if (agent.location === location) hear(agent)
      else agent.hearsAt = now + Math.round(chance.next() * world.hearMs)
    }
  }

  /** Draws when the next run fails by chance, and takes the good runs before it at once. */
  function leap(until: number): void {
    if (
      failNext ||
      agents.some(({ look, hearsAt, busyUntil }) => look.rounds.length > 0 || hearsAt !== null || busyUntil > now)
    )
      return
    if (agents.some(({ location }) => isFoul(location))) return
    const good = chance.misses(world.transient)
    const change = Math.min(until, world.nextChange(now))
    const before = agents.reduce((sum, { dueAt }) => sum + Math.max(0, Math.ceil((change - dueAt) / every)), 0)
    const taken = Math.min(good, before)
    const stretch = stretchOf(taken)
    if (!isQuiet(standing.memory, stretch)) return
    failNext = taken === good
    if (taken === 0) return
    standing = { ...standing, memory: quiet(standing.memory, stretch, policy) }
    counts.runs += taken
    for (const [index, { count }] of stretch.runs.entries()) {
      const agent = agents[index]
      if (!agent || count === 0) continue
      agent.startedAt = agent.dueAt + (count - 1) * every
      agent.busyUntil = agent.startedAt + OK_MS
      agent.dueAt += count * every
      now = Math.max(now, agent.busyUntil)
    }
  }

  /** The next `taken` runs of all agents, who take turns. */
  function stretchOf(taken: number): Stretch {
    const turns = agents.toSorted((a, b) => a.dueAt - b.dueAt)
    const runs = agents.map((agent) => {
      const count = Math.max(0, Math.ceil((taken - turns.indexOf(agent)) / agents.length))
      return { location: agent.location, group: agent.location, first: agent.dueAt, count }
    })
    return { flow, durationMs: OK_MS, everySeconds, timeoutSeconds: TIMEOUT_SECONDS, runs, idOf }
  }

  function isFoul(location: string): boolean {
    const { lost, failing } = world.weather(location, now)
    return lost !== 'no' || failing > 0
  }

  return { run, counts, told }
}
