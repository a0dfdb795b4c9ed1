// Rows of a component's past for tests: decisions and runs.
import { type Catalogue, loadCatalogue } from '../../../data/catalogue.ts'
import type { ResultsTable, State, TransitionsTable } from '../../../data/tables.ts'

export const LOGIN = 'government24/login'
export const REGISTER = 'government24/resident-register'

/** Only these two components, so that rolling up costs little. */
export function smallCatalogue(): Catalogue {
  const { services, ...rest } = loadCatalogue()
  const own = services.map((service) => ({
    ...service,
    components: service.components.filter(({ id }) => id === LOGIN || id === REGISTER),
  }))
  const components = own.flatMap((service) => service.components)
  return { ...rest, services: own, components: new Map(components.map((one) => [one.id, one])) }
}

let rows = 0

/** The login is `to_state` from `at` on. */
export function turnRow(at: number, to_state: State, share = 0, decided_at = at): TransitionsTable {
  rows += 1
  return {
    id: `t${String(rows).padStart(6, '0')}`,
    component: LOGIN,
    from_state: 'unknown',
    to_state,
    reason: 'test',
    at,
    decided_at,
    incident: null,
    evidence: '{}',
    mark: '',
    share,
  }
}

/** One run of the login. */
export function runRow(started_at: number, verdict: string, more: Partial<ResultsTable> = {}): ResultsTable {
  rows += 1
  return {
    id: `r${rows}`,
    agent: 'agent',
    boot: '1',
    sequence: rows,
    location: 'seoul',
    flow: 'login',
    component: LOGIN,
    trigger: 'schedule',
    started_at,
    duration_ms: 400,
    verdict,
    reason: '',
    fault: verdict === 'failed' ? '{"layer":"tls"}' : null,
    steps: '[]',
    document: null,
    received_at: started_at + 1000,
    every_seconds: 60,
    timeout_seconds: 20,
    provisional: 0,
    canary_ms: null,
    evidence: null,
    paused_until: null,
    ...more,
  }
}
