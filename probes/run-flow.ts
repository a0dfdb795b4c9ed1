// Runs one flow once and says what happened: never throws for anything the service does.
import { ourNetworkWorks } from './checks/canaries.ts'
import { openSession } from './checks/http.ts'
import { deadline, LIMITS, type Limits, settle } from './checks/limits.ts'
import type { Identity } from './credentials/identity.ts'
import { type Flow, Inconclusive, type Session, type Step, type StepContext, StepFailure } from './flow.ts'
import { redact } from './redact.ts'
import type { DocumentEvidence, Fault, Result, StepResult, Verdict } from './result.ts'
import type { Target } from './settings.ts'
import { makeContext, type StepNotes } from './step-context.ts'

export type RunSettings = {
  target: Target
  identity: Identity | null
  userAgent: string
  /** `host:port` of unrelated hosts that tell our own network's trouble from the service's. */
  canaries?: string[] | undefined
  /** Wall clock, UTC milliseconds. */
  now: () => number
  trigger: Result['trigger']
  /** What the settings say instead of the flow. */
  timing?: Partial<Pick<Flow, 'everySeconds' | 'timeoutSeconds' | 'slowAfterSeconds'>> | undefined
  limits?: Partial<Limits> | undefined
  /** Ends the run early (the agent stops): `inconclusive`, reason `stopped`. */
  stop?: AbortSignal | undefined
}

type Outcome = { verdict: Verdict; reason: string; fault: Fault | null }

/** The result of one run; the agent adds its sequence number. */
export async function runFlow(flow: Flow, settings: RunSettings): Promise<Omit<Result, 'sequence'>> {
  const timing = { ...pickTiming(flow), ...defined(settings.timing ?? {}) }
  const startedAt = settings.now()
  const start = performance.now()
  const signal = deadline(timing.timeoutSeconds * 1000, settings.stop)
  const session = openSession({
    target: settings.target,
    userAgent: settings.userAgent,
    signal,
    limits: settings.limits,
  })
  try {
    const run = await runSteps(flow, settings, session, signal)
    const durationMs = performance.now() - start
    const outcome = run.error
      ? await judge(run.error.error, run.error.step, settings)
      : judgeSpeed(run.steps, durationMs, timing.slowAfterSeconds)
    return {
      flow: flow.id,
      component: flow.component,
      startedAt,
      durationMs: round(durationMs),
      everySeconds: timing.everySeconds,
      timeoutSeconds: timing.timeoutSeconds,
      trigger: settings.trigger,
      ...outcome,
      steps: withVerdict(run.steps, outcome.verdict),
      document: run.document,
    }
  } finally {
    await session.close()
  }
}

type Run = { steps: StepResult[]; error: { error: unknown; step: string } | null; document: DocumentEvidence | null }

async function runSteps(flow: Flow, settings: RunSettings, session: Session, signal: AbortSignal): Promise<Run> {
  const run: Run = { steps: [], error: null, document: null }
  const notes: StepNotes = { asserted: [], document: null }
  const context = makeContext({ ...settings, session, signal, notes })
  const secrets = secretsOf(settings.identity)
  // a stalled request may still ask whether it was the path, in up to five exchanges
  const graceMs = 5 * (settings.limits?.pathMs ?? LIMITS.pathMs)
  for (const step of flow.steps) {
    if (run.error) {
      run.steps.push(stepResult(step, 'skipped', 0, [], session))
      continue
    }
    notes.asserted = []
    const start = performance.now()
    const error = await runStep(step, context, graceMs)
    if (error) run.error = { error: error.thrown, step: step.id }
    const asserted = notes.asserted.slice(0, 50).map((what) => redact(what, secrets).slice(0, 300))
    const outcome = !error ? 'ok' : error.thrown instanceof StepFailure ? 'failed' : 'inconclusive'
    run.steps.push(stepResult(step, outcome, performance.now() - start, asserted, session))
  }
  run.document = notes.document
  return run
}

async function runStep(step: Step, context: StepContext, graceMs: number) {
  try {
    if (context.signal.aborted) throw cutOff(step)
    await settle(step.run(context), context.signal, graceMs, () => cutOff(step))
    return null
  } catch (thrown) {
    return { thrown }
  }
}

function cutOff(step: Step): StepFailure {
  return new StepFailure({
    layer: 'app',
    code: 'deadline',
    target: step.id,
    expectation: `the step ${step.id} ends within the time of the flow`,
    cause: 'the run had to end before the step did',
  })
}

async function judge(error: unknown, step: string, settings: RunSettings): Promise<Outcome> {
  const say = (text: string) => redact(text, secretsOf(settings.identity))
  const unclear = (reason: string): Outcome => ({
    verdict: 'inconclusive',
    reason: say(reason).slice(0, 200),
    fault: null,
  })
  if (settings.stop?.aborted) return unclear('stopped: the agent stopped during the run')
  if (error instanceof Inconclusive) return unclear(`${error.code}: ${error.message}`)
  if (!(error instanceof StepFailure))
    return unclear(`probe-error: ${error instanceof Error ? error.message : String(error)}`)
  if (await isOurNetwork(error, settings)) {
    return unclear(
      `own-network: none of ${settings.canaries?.length} unrelated hosts answers either (${error.layer}: ${error.message})`,
    )
  }
  const fault: Fault = {
    layer: error.layer,
    step,
    code: error.code.slice(0, 120),
    target: say(error.target).slice(0, 500),
    expectation: say(error.expectation).slice(0, 2000),
    cause: say(error.message).slice(0, 2000),
  }
  return { verdict: 'failed', reason: '', fault }
}

const CONNECTION_CODES = ['stalled', 'deadline', 'reset', 'headers-timeout', 'body-stalled', 'large-packets-lost']

/** Only asked when our own network could be the reason: nothing reached, or everything stuck. */
async function isOurNetwork({ layer, code }: StepFailure, { canaries, target, limits }: RunSettings): Promise<boolean> {
  const possible =
    layer === 'dns' || layer === 'tcp' || (['tls', 'path', 'http'].includes(layer) && CONNECTION_CODES.includes(code))
  if (!possible || !canaries || canaries.length === 0) return false
  const canaryMs = limits?.canaryMs ?? LIMITS.canaryMs
  return !(await ourNetworkWorks(canaries, target.resolvers, deadline(canaryMs + 1_000), canaryMs))
}

function judgeSpeed(steps: StepResult[], durationMs: number, slowAfterSeconds: number): Outcome {
  if (durationMs <= slowAfterSeconds * 1000) return { verdict: 'ok', reason: '', fault: null }
  const slowest = slowestOf(steps)
  const reason = `slow: ${seconds(durationMs)} s instead of at most ${slowAfterSeconds} s; slowest step ${slowest?.id} with ${seconds(slowest?.durationMs ?? 0)} s`
  return { verdict: 'slow', reason: reason.slice(0, 200), fault: null }
}

function withVerdict(steps: StepResult[], verdict: Verdict): StepResult[] {
  const slowest = verdict === 'slow' ? slowestOf(steps) : undefined
  return steps.map((step) => (step === slowest ? { ...step, outcome: 'slow' as const } : step))
}

function slowestOf(steps: StepResult[]): StepResult | undefined {
  return steps.toSorted((a, b) => b.durationMs - a.durationMs)[0]
}

function stepResult(
  step: Step,
  outcome: StepResult['outcome'],
  durationMs: number,
  asserted: string[],
  session: Session,
): StepResult {
  const { timings, ...counts } = session.takeMeasurements()
  const rounded = Object.fromEntries(Object.entries(timings).map(([phase, ms]) => [phase, round(ms)])) as typeof timings
  return { id: step.id, outcome, durationMs: round(durationMs), timings: rounded, ...counts, asserted }
}

function secretsOf(identity: Identity | null): string[] {
  if (!identity) return []
  return [identity.password, identity.residentNumber].flatMap((read) => {
    try {
      return [read()].filter(Boolean)
    } catch {
      return [] // this identity has none
    }
  })
}

function pickTiming({ everySeconds, timeoutSeconds, slowAfterSeconds }: Flow) {
  return { everySeconds, timeoutSeconds, slowAfterSeconds }
}

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never
}

const round = (ms: number) => Math.max(0, Math.round(ms * 10) / 10)
const seconds = (ms: number) => (ms / 1000).toFixed(1)
