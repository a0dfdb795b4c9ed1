import type { Result } from '../../probes/result.ts'

/** A result that a run could have had; `flow` tells it apart. */
export function aResult(flow = 'government24/front-page'): Omit<Result, 'sequence'> {
  return {
    flow,
    component: 'government24/front',
    startedAt: 1_700_000_000_000,
    durationMs: 12,
    everySeconds: 60,
    timeoutSeconds: 30,
    trigger: 'schedule',
    verdict: 'ok',
    reason: '',
    fault: null,
    steps: [],
    document: null,
  }
}
