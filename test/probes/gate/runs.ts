// Runs as the gate compares them.
import type { Run } from '../../../probes/gate/compare.ts'
import type { Fault } from '../../../probes/result.ts'

export const STARTED = Date.UTC(2026, 10, 25)

export const DOCUMENT = {
  sha256: 'a'.repeat(64),
  bytes: 40_000,
  pages: 2,
  numberShape: '9999-9999-9999-9999',
  issuedAt: STARTED,
} satisfies Run['document']

/** A good run of two steps, of which `submit` takes `submitMs`. */
export function goodRun(submitMs = 50, rest: Partial<Run> = {}): Run {
  const step = (id: string, durationMs: number): Run['steps'][number] => ({
    id,
    outcome: 'ok',
    durationMs,
    timings: { dns: 0, tcp: 0, tls: 0, firstByte: durationMs, transfer: 0 },
    requests: 1,
    bytesSent: 1,
    bytesReceived: 1,
    asserted: [],
  })
  return {
    flow: 'a/b',
    component: 'a/c',
    startedAt: STARTED,
    durationMs: 100 + submitMs,
    everySeconds: 60,
    timeoutSeconds: 60,
    trigger: 'schedule',
    verdict: 'ok',
    reason: '',
    fault: null,
    steps: [step('open', 100), step('submit', submitMs)],
    document: null,
    ...rest,
  }
}

export function failedRun(layer: Fault['layer'], code = 'broken', step = 'submit'): Run {
  const fault = { layer, code, step, target: 'x', expectation: 'y', cause: 'z' }
  return goodRun(50, { verdict: 'failed', fault })
}

export const inconclusiveRun = () => goodRun(50, { verdict: 'inconclusive', reason: 'captcha: a person is asked for' })

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}
