// What a run means: its verdict, why, and whether it may be our own network that is in trouble.
import { askCanaries } from './checks/canaries.ts'
import { deadline, LIMITS, type Limits } from './checks/limits.ts'
import { Inconclusive, StepFailure } from './flow.ts'
import type { Fault, StepResult, Verdict } from './result.ts'
import type { Target } from './settings.ts'

export type JudgeSettings = {
  target: Target
  /** `host:port` of unrelated hosts that tell our own network's trouble from the service's. */
  canaries?: string[] | undefined
  limits?: Partial<Limits> | undefined
  /** Ends the run early (the agent stops): `inconclusive`, reason `stopped`. */
  stop?: AbortSignal | undefined
}

/** `canaryMs` only when the canaries were asked: the median of their connection times, `null` when none answered. */
export type Outcome = { verdict: Verdict; reason: string; fault: Fault | null; canaryMs?: number | null }

/** The outcome of a run that `error` ended in `step`; `say` keeps secrets out of every text. */
export async function judgeError(
  error: unknown,
  step: string,
  settings: JudgeSettings,
  say: (text: string) => string,
): Promise<Outcome> {
  const unclear = (reason: string): Outcome => ({
    verdict: 'inconclusive',
    reason: say(reason).slice(0, 200),
    fault: null,
  })
  if (settings.stop?.aborted) return unclear('stopped: the agent stopped during the run')
  if (error instanceof Inconclusive) return unclear(`${error.code}: ${error.message}`)
  if (!(error instanceof StepFailure))
    return unclear(`probe-error: ${error instanceof Error ? error.message : String(error)}`)
  const asked = mayBeOurNetwork(error) ? await ask(settings) : {}
  if (asked.canaryMs === null) return { ...unclear(ownNetwork(settings, `${error.layer}: ${error.message}`)), ...asked }
  const fault: Fault = {
    layer: error.layer,
    step,
    code: error.code.slice(0, 120),
    target: say(error.target).slice(0, 500),
    expectation: say(error.expectation).slice(0, 2000),
    cause: say(error.message).slice(0, 2000),
  }
  return { verdict: 'failed', reason: '', fault, ...asked }
}

/** The outcome of a run that went through, in `durationMs`. Slowness is compared with the canaries' times. */
export async function judgeSpeed(
  steps: StepResult[],
  durationMs: number,
  slowAfterSeconds: number,
  settings: JudgeSettings,
): Promise<Outcome> {
  if (durationMs <= slowAfterSeconds * 1000) return { verdict: 'ok', reason: '', fault: null }
  const asked = await ask(settings)
  const slowest = slowestOf(steps)
  const reason = `slow: ${seconds(durationMs)} s instead of at most ${slowAfterSeconds} s; slowest step ${slowest?.id} with ${seconds(slowest?.durationMs ?? 0)} s`
  if (asked.canaryMs === null) {
    return { verdict: 'inconclusive', reason: ownNetwork(settings, reason).slice(0, 200), fault: null, ...asked }
  }
  return { verdict: 'slow', reason: reason.slice(0, 200), fault: null, ...asked }
}

/** The step that a slow run owes its slowness to. */
export function slowestOf(steps: StepResult[]): StepResult | undefined {
  return steps.toSorted((a, b) => b.durationMs - a.durationMs)[0]
}

const CONNECTION_CODES = ['stalled', 'deadline', 'reset', 'headers-timeout', 'body-stalled', 'large-packets-lost']

/** Our own network can be the reason when nothing was reached, or everything is stuck. */
function mayBeOurNetwork({ layer, code }: StepFailure): boolean {
  return (
    layer === 'dns' || layer === 'tcp' || (['tls', 'path', 'http'].includes(layer) && CONNECTION_CODES.includes(code))
  )
}

async function ask({ canaries, target, limits }: JudgeSettings): Promise<{ canaryMs?: number | null }> {
  if (!canaries || canaries.length === 0) return {}
  const timeoutMs = limits?.canaryMs ?? LIMITS.canaryMs
  const ms = await askCanaries(canaries, target.resolvers, deadline(timeoutMs + 1_000), timeoutMs)
  return { canaryMs: ms === null ? null : Math.round(ms * 10) / 10 }
}

function ownNetwork({ canaries }: JudgeSettings, what: string): string {
  return `own-network: none of ${canaries?.length} unrelated hosts answers either (${what})`
}

const seconds = (ms: number) => (ms / 1000).toFixed(1)
