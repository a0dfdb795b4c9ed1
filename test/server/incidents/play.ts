// Stories: one character a run ('.' ok, 's' slow, 'x' failed, '?' inconclusive, ' ' no run), one run every `every` seconds.
import type { State } from '../../../data/tables.ts'
import type { Fault } from '../../../probes/result.ts'
import { type Decision, decide } from '../../../server/incidents/decide.ts'
import { type Evidence, type Memory, NO_MEMORY, remember } from '../../../server/incidents/evidence.ts'
import { DEFAULT_POLICY, type Policy } from '../../../server/incidents/policy.ts'

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

/** The runs at which the state changed: `[[run, state]]`. Tracks are keyed `flow` or `flow@location`. */
export function play(tracks: string | Record<string, string>, options: Options = {}): [number, State][] {
  return playDecisions(tracks, options).map(({ run, decision }) => [run, decision.state])
}

export function playDecisions(tracks: string | Record<string, string>, options: Options = {}) {
  const { every = 60, inIncident = false, maintenance } = options
  const policy = { ...DEFAULT_POLICY, ...options.policy }
  const lines = Object.entries(typeof tracks === 'string' ? { flow: tracks } : tracks)
  const locations = [...new Set(lines.map(([track]) => track.split('@')[1] ?? 'seoul'))]
  let memory: Memory = NO_MEMORY
  let current: { state: State; since: number } = { state: 'unknown', since: START }
  const changes: { run: number; decision: Decision }[] = []
  for (let run = 0; run < Math.max(...lines.map(([, line]) => line.length)); run += 1) {
    const now = START + run * every * 1000
    for (const [track, line] of lines) {
      const sign = line[run]
      if (sign && sign !== ' ')
        memory = remember(memory, evidence(track, run, sign as Sign, now, every), policy, now).memory
    }
    const [from = -1, until = -1] = maintenance ?? []
    const active = run >= from && run < until
    const since = active ? START + from * every * 1000 : run >= until && maintenance ? START + until * every * 1000 : 0
    const decision = decide({ current, memory, policy, locations, maintenance: { active, since }, inIncident, now })
    if (decision.state !== current.state) changes.push({ run, decision })
    current = { state: decision.state, since: decision.at }
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
    startedAt,
    durationMs: 0,
    everySeconds: every,
    timeoutSeconds: 20,
    verdict,
    fault,
  }
}
