// Which trouble is the same trouble: troubles of one service in one stage are one incident. Pure.
import type { Fault, Layer } from '../../probes/result.ts'

/** Where in a citizen's way through the service it breaks; `speed`: nowhere, but it is slow. */
export type Stage = 'connection' | 'authentication' | 'processing' | 'document' | 'speed'

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

/** `cause` is the key of the incident, `<service>/<stage>`; no fault means that it is only slow. */
export function causeOf(service: string, fault: Fault | null): { cause: string; stage: Stage } {
  const stage = fault ? STAGES[fault.layer as Layer] : 'speed'
  return { cause: `${service}/${stage}`, stage }
}
