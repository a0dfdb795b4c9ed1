// What a run keeps of its steps.
import type { Measurements } from './checks/http.ts'
import type { Step } from './flow.ts'
import type { StepResult } from './result.ts'

/** The result of a step, with what its session measured. `asserted` must hold no secrets. */
export function stepResult(
  step: Step,
  outcome: StepResult['outcome'],
  durationMs: number,
  asserted: string[],
  { timings, ...counts }: Measurements,
): StepResult {
  const rounded = Object.fromEntries(Object.entries(timings).map(([phase, ms]) => [phase, round(ms)])) as typeof timings
  return { id: step.id, outcome, durationMs: round(durationMs), timings: rounded, ...counts, asserted }
}

const NOTHING: Measurements = {
  timings: { dns: 0, tcp: 0, tls: 0, firstByte: 0, transfer: 0 },
  requests: 0,
  bytesSent: 0,
  bytesReceived: 0,
}

/** Results of steps that were not reached. */
export function skipped(steps: Step[]): StepResult[] {
  return steps.map((step) => stepResult(step, 'skipped', 0, [], NOTHING))
}

/** Milliseconds to a tenth. */
export const round = (ms: number) => Math.max(0, Math.round(ms * 10) / 10)
