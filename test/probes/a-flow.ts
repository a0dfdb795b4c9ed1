import type { Flow } from '../../probes/flow.ts'

/** A flow of these steps at the front page of Government 24, with limits that a test can wait for. */
export function aFlow(...steps: Flow['steps']): Flow {
  return {
    id: 'government24/front-page',
    component: 'government24/front-page',
    service: 'government24',
    tier: 'anonymous',
    everySeconds: 60,
    timeoutSeconds: 10,
    slowAfterSeconds: 5,
    steps,
  }
}
