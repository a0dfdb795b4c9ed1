// What a run means: its verdict, why, and whether it may be our own network that is in trouble.
import { askHealth, type SelfSettings } from './checks/health.ts'
import { LIMITS, type Limits } from './checks/limits.ts'
import type { LoadWatch } from './checks/load.ts'
import { classifyRun, type Ended, mayBeOurs } from './classify.ts'
import { someAddressesFail } from './classify-sights.ts'
import { Inconclusive, StepFailure } from './flow.ts'
import { HEALTH_LIMITS, whyUnwell } from './health.ts'
import type { Evidence, Fault, StepResult, Verdict } from './result.ts'
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
  /** What the run saw on its way. */
  seen?: Evidence | undefined
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
  const ended = endedBy(error, settings)
  const { unwell, ...asked } = ended.as === 'failure' ? await ask(settings, mayBeOurs(ended)) : { unwell: null }
  const { verdict, reason, fault } = classifyRun({ ended, unwell: unwell !== null, evidence: settings.seen })
  if (fault && error instanceof StepFailure)
    return { verdict, reason, fault: faultOf(error, step, fault.confidence, say), ...asked }
  const words =
    unwell && error instanceof StepFailure
      ? `${unwell} (${error.layer}: ${error.message})`
      : `${reason}: ${whyOf(error, ended)}`
  return { verdict, reason: say(words).slice(0, MOST_REASON), fault: null, ...asked }
}

function endedBy(error: unknown, { stop }: JudgeSettings): Ended {
  if (stop?.aborted) return { as: 'stopped' }
  if (error instanceof Inconclusive) return { as: 'unclear', code: error.code }
  return error instanceof StepFailure
    ? { as: 'failure', layer: error.layer, code: error.code, target: error.target }
    : { as: 'error' }
}

function whyOf(error: unknown, { as }: Ended): string {
  if (as === 'stopped') return 'the agent stopped during the run'
  return error instanceof Error ? error.message : String(error)
}

function faultOf(error: StepFailure, step: string, confidence: number | null, say: (text: string) => string): Fault {
  return {
    layer: error.layer,
    step,
    code: error.code.slice(0, 120),
    target: say(error.target).slice(0, 500),
    expectation: say(error.expectation).slice(0, 2000),
    cause: say(error.message).slice(0, 2000),
    ...(confidence !== null && { confidence }),
  }
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
  const ended: Ended = { as: 'through', slow: late || otherwise !== null }
  const { unwell, ...asked } = mayBeOurs(ended) ? await ask(settings, true) : { unwell: null }
  const { verdict, reason } = classifyRun({ ended, unwell: unwell !== null, evidence: settings.seen })
  const slowest = slowestOf(steps)
  const took = `slow: ${seconds(durationMs)} s instead of at most ${slowAfterSeconds} s; slowest step ${slowest?.id} with ${seconds(slowest?.durationMs ?? 0)} s`
  const slow = late ? took : (otherwise ?? '')
  const words: Record<string, string> = {
    unwell: `${unwell} (${slow})`,
    slow,
    addresses: `addresses: ${someAddressesFail(settings.seen?.ends ?? [])}`,
  }
  return { verdict, reason: (words[reason] ?? '').slice(0, MOST_REASON), fault: null, ...asked }
}

const MOST_REASON = 200

/** The step that a slow run owes its slowness to. */
export function slowestOf(steps: StepResult[]): StepResult | undefined {
  return steps.toSorted((a, b) => b.durationMs - a.durationMs)[0]
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
