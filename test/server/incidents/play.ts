// Stories: one character a run ('.' ok, 's' slow, 'x' failed, '?' inconclusive, ' ' no run), one run every `every` seconds.
import type { Mark, State } from '../../../data/tables.ts'
import type { Fault } from '../../../probes/result.ts'
import { type Decision, decide } from '../../../server/incidents/decide.ts'
import { type Evidence, remember } from '../../../server/incidents/evidence.ts'
import { type Memory, NO_MEMORY } from '../../../server/incidents/memory.ts'
import { DEFAULT_POLICY, type Policy } from '../../../server/incidents/policy.ts'
import { isTrouble } from '../../../server/incidents/severity.ts'
import { withTurn } from '../../../server/incidents/unstable.ts'

export const START = Date.UTC(2026, 10, 24, 5, 0)
export const REFUSED: Fault = {
  layer: 'tcp',
  step: 'front-page',
  code: 'refused',
  target: '127.0.0.1:1',
  expectation: 'a connection',
  cause: 'the connection was refused (ECONNREFUSED)',
}

const VERDICTS = { '.': 'ok', s: 'slow', x: 'failed', '?': 'inconclusive' } as const
type Sign = keyof typeof VERDICTS

export type Options = { every?: number; policy?: Partial<Policy>; inIncident?: boolean; maintenance?: [number, number] }

/**
 * The runs at which state or mark changed: `[[run, state]]` or `[[run, 'state (mark)']]`. Tracks are keyed `flow` or
 * `flow@location`; each location is a group of its own, and runs a third of an interval after the one before it.
 */
export function play(tracks: string | Record<string, string>, options: Options = {}): [number, string][] {
  return playDecisions(tracks, options).map(({ run, decision: { state, mark } }) => [
    run,
    mark ? `${state} (${mark})` : state,
  ])
}

export function playDecisions(tracks: string | Record<string, string>, options: Options = {}) {
  const { every = 60, inIncident = false, maintenance } = options
  const policy = { ...DEFAULT_POLICY, ...options.policy }
  const lines = Object.entries(typeof tracks === 'string' ? { flow: tracks } : tracks)
  const locations = [...new Set(lines.map(([track]) => track.split('@')[1] ?? 'seoul'))]
  let memory: Memory = NO_MEMORY
  let current: { state: State; since: number; mark: Mark } = { state: 'unknown', since: START, mark: '' }
  const changes: { run: number; decision: Decision }[] = []
  for (let run = 0; run < Math.max(...lines.map(([, line]) => line.length)); run += 1) {
    let now = START + run * every * 1000
    for (const [track, line] of lines) {
      const sign = line[run]
      const [, location = 'seoul'] = track.split('@')
      now = START + (run + locations.indexOf(location) / locations.length) * every * 1000
      if (sign && sign !== ' ')
        memory = remember(memory, evidence(track, run, sign as Sign, now, every), policy, locations, now).memory
    }
    const [from = -1, until = -1] = maintenance ?? []
    const active = run >= from && run < until
    const since = active ? START + from * every * 1000 : run >= until && maintenance ? START + until * every * 1000 : 0
    const known = { current, memory, policy, groups: locations, maintenance: { active, since }, inIncident }
    const decision = decide({ ...known, staff: null, inference: null, now })
    if (decision.state !== current.state || decision.mark !== current.mark) changes.push({ run, decision })
    if (isTrouble(decision.state) !== isTrouble(current.state)) {
      memory = { ...memory, turns: withTurn(memory.turns, now, policy) }
    }
    current = { state: decision.state, since: decision.at, mark: decision.mark }
  }
  return changes
}

export function evidence(track: string, run: number, sign: Sign, startedAt: number, every: number): Evidence {
  const [flow = track, location = 'seoul'] = track.split('@')
  const verdict = VERDICTS[sign]
  const fault = verdict === 'failed' ? REFUSED : null
  return {
    id: `${track}-${run}`,
    flow,
    location,
    group: location,
    trigger: 'schedule',
    startedAt,
    durationMs: sign === 's' ? 6000 : 500,
    everySeconds: every,
    timeoutSeconds: 20,
    verdict,
    fault,
  }
}
