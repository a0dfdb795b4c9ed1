// What a run means: its verdict, why, and whether it may be our own network that is in trouble.
import { askHealth, type SelfSettings } from './checks/health.ts'
import { LIMITS, type Limits } from './checks/limits.ts'
import type { LoadWatch } from './checks/load.ts'
import { Inconclusive, StepFailure } from './flow.ts'
import { HEALTH_LIMITS, whyUnwell } from './health.ts'
import type { Fault, StepResult, Verdict } from './result.ts'
import type { Target } from './settings.ts'

export type JudgeSettings = {
  target: Target
  /** `host:port` of unrelated hosts that tell our own network's trouble from the service's. */
  canaries?: string[] | undefined
  limits?: Partial<Limits> | undefined
  /** How this agent knows itself; without it only the canaries are asked. */
  self?: SelfSettings | undefined
  /** What the run's own machine was busy with meanwhile. */
  load?: LoadWatch | undefined
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
  const { unwell, ...asked } = await ask(settings, mayBeOurNetwork(error))
  if (unwell) return { ...unclear(`${unwell} (${error.layer}: ${error.message})`), ...asked }
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

/**
 * The outcome of a run that went through, in `durationMs`. Slowness is compared with the canaries' times. `otherwise`: why it
 * is slow although its steps were quick; `null`: it is not.
 */
export async function judgeSpeed(
  steps: StepResult[],
  durationMs: number,
  slowAfterSeconds: number,
  settings: JudgeSettings,
  otherwise: string | null = null,
): Promise<Outcome> {
  const late = durationMs > slowAfterSeconds * 1000
  if (!late && !otherwise) return { verdict: 'ok', reason: '', fault: null }
  const { unwell, ...asked } = await ask(settings, true)
  const slowest = slowestOf(steps)
  const took = `slow: ${seconds(durationMs)} s instead of at most ${slowAfterSeconds} s; slowest step ${slowest?.id} with ${seconds(slowest?.durationMs ?? 0)} s`
  const reason = late ? took : (otherwise ?? '')
  if (unwell) return { verdict: 'inconclusive', reason: `${unwell} (${reason})`.slice(0, 200), fault: null, ...asked }
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

/** `unwell`: why what was seen may be our own doing. `canaryMs` only where canaries were asked. */
async function ask(
  settings: JudgeSettings,
  network: boolean,
): Promise<{ unwell: string | null; canaryMs?: number | null }> {
  const { canaries = [], target, limits, self = null, load = null } = settings
  const asksCanaries = network && canaries.length > 0
  if (!self && !asksCanaries) return { unwell: null }
  const timeoutMs = limits?.canaryMs ?? LIMITS.canaryMs
  const question = { self, load, network, canaries, nameServers: target.resolvers, timeoutMs }
  const health = await askHealth(question)
  const unwell = whyUnwell(health, self?.limits ?? HEALTH_LIMITS)
  return { unwell, ...(asksCanaries && { canaryMs: health.canaryMs }) }
}

const seconds = (ms: number) => (ms / 1000).toFixed(1)
