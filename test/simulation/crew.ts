// The agents that run one flow: each keeps its own turn in the interval, follows bursts within its bounds, and never runs twice at once.
import { burstDueAt, hearBurst, type Look, NO_LOOK, tookRound } from '../../probes/look.ts'
import type { Burst, Result } from '../../probes/result.ts'
import { REFUSED } from '../server/incidents/play.ts'
import type { Chance } from './random.ts'
import { OK_MS, TIMEOUT_SECONDS, type World } from './world.ts'

export type Agent = {
  location: string
  dueAt: number
  busyUntil: number
  startedAt: number | null
  failedAt: number | null
  look: Look
  /** When the next round of a burst is due; Infinity: none is. */
  burstAt: number
  /** When it next hears the server without having anything to say. */
  hearsAt: number | null
}
/** A result on its way to the server. */
export type Arrival = { at: number; location: string; result: Result }

export type Crew = ReturnType<typeof openCrew>

const REPEAT_MS = 15_000

export function openCrew(world: World, component: string, start: number, chance: Chance) {
  const { locations, everySeconds } = world
  const every = everySeconds * 1000
  const agents = locations.map((location, index): Agent => {
    const dueAt = start + Math.round((index * every) / locations.length)
    return {
      location,
      dueAt,
      busyUntil: 0,
      startedAt: null,
      failedAt: null,
      look: NO_LOOK,
      burstAt: Infinity,
      hearsAt: null,
    }
  })
  const counts = { runs: 0, bursts: 0 }
  const crew = { agents, counts, failNext: false, nextStart, run, hear, isIdle }
  return crew

  function nextStart(agent: Agent, now: number): number {
    return Math.max(now, agent.busyUntil, Math.min(agent.burstAt, agent.dueAt))
  }

  /** Worked out once after each change: it is asked for very often. */
  function plan(agent: Agent): void {
    const { look, startedAt } = agent
    agent.burstAt = look.rounds.length > 0 ? (burstDueAt(look, world.bounds, startedAt) ?? Infinity) : Infinity
  }

  /** What comes of a run that starts now: its result, before it one that it stands still. */
  function run(agent: Agent, now: number): Arrival[] {
    const isBurst = agent.burstAt < agent.dueAt
    const { lost, failing, durationMs: brokenMs } = world.weather(agent.location, now)
    const soon = agent.failedAt !== null && now - agent.failedAt < REPEAT_MS
    // the run that was drawn to fail by chance
    const chanced = crew.failNext || chance.happens(soon ? world.repeat : world.transient)
    crew.failNext = false
    const broken = lost !== 'no' || (failing > 0 && chance.happens(failing))
    // a round of a burst ends where it stands still
    const longest = isBurst ? world.stallMs : Infinity
    const durationMs = broken ? Math.min(brokenMs, longest) : OK_MS
    if (broken || chanced) agent.failedAt = now
    else if (world.repeatAfter === 'last') agent.failedAt = null
    agent.startedAt = now
    agent.busyUntil = now + durationMs
    if (isBurst) agent.look = tookRound(agent.look, now)
    // a scheduled run that comes due during a round is that round
    while (agent.dueAt <= (isBurst ? agent.busyUntil : now)) agent.dueAt += every
    plan(agent)
    counts.runs += 1
    counts.bursts += Number(isBurst)
    const verdict = lost === 'noticed' ? 'inconclusive' : broken || chanced ? 'failed' : 'ok'
    const sent = (afterMs: number, early: boolean): Arrival => ({
      at: now + afterMs + Math.round(chance.between(50, 300)),
      location: agent.location,
      result: resultOf(verdict, isBurst ? 'burst' : 'schedule', now, afterMs, early),
    })
    const stands = verdict === 'failed' && durationMs > world.stallMs
    return [...(stands ? [sent(world.stallMs, true)] : []), sent(durationMs, false)]
  }

  function resultOf(
    verdict: Result['verdict'],
    trigger: Result['trigger'],
    startedAt: number,
    durationMs: number,
    early: boolean,
  ): Result {
    const fault = verdict === 'failed' ? REFUSED : null
    const rhythm = { everySeconds, timeoutSeconds: TIMEOUT_SECONDS, startedAt, durationMs, trigger }
    const said = { verdict, reason: '', fault, steps: [], document: null, ...(early ? { provisional: true } : {}) }
    return { sequence: 1, flow: `${component}-flow`, component, ...rhythm, ...said }
  }

  function hear(agent: Agent, bursts: Burst[], now: number): void {
    agent.hearsAt = null
    agent.look = hearBurst(agent.look, bursts, now)
    plan(agent)
  }

  /** Nothing runs, nothing was asked for, and no agent's network or the service is in trouble. */
  function isIdle(now: number): boolean {
    return agents.every(({ location, look, hearsAt, busyUntil }) => {
      const { lost, failing } = world.weather(location, now)
      return look.rounds.length === 0 && hearsAt === null && busyUntil <= now && lost === 'no' && failing === 0
    })
  }
}
