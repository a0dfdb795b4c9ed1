// Where in a citizen's way through a service it breaks, and which trouble is the same trouble. Pure.
import type { State } from '../../data/tables.ts'
import type { Fault, Layer } from '../../probes/result.ts'

/** `speed`: nowhere, but it is slow; `use`: it does not work, and nobody saw where (counters say so). */
export type Stage = 'connection' | 'authentication' | 'processing' | 'document' | 'speed' | 'use'

const STAGES: Record<Layer, Stage> = {
  dns: 'connection',
  tcp: 'connection',
  tls: 'connection',
  path: 'connection',
  http: 'connection',
  auth: 'authentication',
  app: 'processing',
  document: 'document',
}

/** Of a trouble in `state` with the fault that was seen, if any. */
export function stageOf(fault: Fault | null, state: State): Stage {
  if (fault) return STAGES[fault.layer as Layer]
  return state === 'degraded_performance' ? 'speed' : 'use'
}

/** Key of an incident: troubles of one service in one stage are one incident. */
export function causeKey(service: string, stage: Stage): string {
  return `${service}/${stage}`
}
