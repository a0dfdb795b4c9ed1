// What the parts of the test say to each other: they run in network namespaces of their own.
import type { Result } from '../../probes/result.ts'
import type { AgentSettings, Target } from '../../probes/settings.ts'
import type { Case } from './cases.ts'

export type ServerQuestion = { target: string; fault: string; on: boolean }
export type ServerAnswer = { type: 'ready'; targets: AgentSettings['targets'] } | { type: 'done' }

/** Runs `flows` (ids, in turn) `runs` times altogether, most of them at the same time. */
export type ClientQuestion = {
  flows: string[]
  runs: number
  pair: Case['pair']
  targets: Record<string, Target>
  address: string
}
/** How many of so many controls passed: small exchanges, done while the path was as it was. */
export type Controls = { tried: number; head: number; handshake: number; small: number }
export type ClientAnswer = { results: Omit<Result, 'sequence'>[]; controls: Controls; ms: number }
