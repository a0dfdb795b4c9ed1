// Results as agents report them: realistic in size and in how often they fail, by a seeded generator.
import { type Report, type Result, signReport } from '../../probes/result.ts'

export const LOCATIONS = ['seoul', 'busan', 'daejeon']
export const KEY = 'bench-key-of-all-locations'
export const FAILING = 0.005

/** Uniform in 0 … 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const STEPS = ['front-page', 'login-form', 'login', 'search', 'issue', 'leave']

export type Flow = { flow: string; component: string }

export function resultOf(flow: Flow, sequence: number, startedAt: number, random: () => number): Result {
  const failed = random() < FAILING
  const steps = STEPS.map((id) => {
    const durationMs = Math.round((80 + 60 * random()) * 10) / 10
    const timings = { dns: 1.2, tcp: 4.1, tls: 9.7, firstByte: Math.round(durationMs * 0.7), transfer: 3.3 }
    const asserted = ['status 200', 'the page is the one expected']
    return {
      id,
      outcome: 'ok' as const,
      durationMs,
      timings,
      requests: 3,
      bytesSent: 1800,
      bytesReceived: 48_213,
      asserted,
    }
  })
  return {
    sequence,
    ...flow,
    startedAt,
    durationMs: steps.reduce((sum, { durationMs }) => sum + durationMs, 0),
    everySeconds: 30,
    timeoutSeconds: 20,
    trigger: 'schedule',
    verdict: failed ? 'failed' : 'ok',
    reason: '',
    fault: failed
      ? {
          layer: 'http',
          step: 'login',
          code: 'status',
          target: 'https://www.gov.kr/login',
          expectation: 'status 200',
          cause: 'status 503',
        }
      : null,
    steps,
    document: null,
  }
}

/** A report of one result with its signature. */
export function signedReport(location: string, agent: string, boot: string, result: Result, now: number) {
  const report: Report = { agent, boot, results: [result] }
  const body = JSON.stringify(report)
  return { body, headers: { 'content-type': 'application/json', ...signReport(location, KEY, body, now) } }
}
