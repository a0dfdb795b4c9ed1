// Runs one flow once and says what happened: never throws for anything the service does.
import { turnOf } from './checks/addresses.ts'
import { lookBeside } from './checks/beside.ts'
import type { Browsers } from './checks/browser/browsers.ts'
import { deadline, LIMITS, settle } from './checks/limits.ts'
import { watchLoad } from './checks/load.ts'
import type { Identity } from './credentials/identity.ts'
import { type Underway, watchRun } from './early-result.ts'
import { type EvidenceNotes, noteEvidence } from './evidence.ts'
import { type Flow, Inconclusive, type Step, type StepContext, StepFailure } from './flow.ts'
import type { IssuedCopies } from './issued-copies.ts'
import { type JudgeSettings, judgeError, judgeSpeed, slowestOf } from './judge.ts'
import { redact } from './redact.ts'
import type { DocumentEvidence, Result, StepResult, Verdict } from './result.ts'
import { openRunSession, type RunSession, takeSeat } from './run-session.ts'
import { makeContext, type StepNotes } from './step-context.ts'
import { round, skipped, stepResult } from './step-results.ts'

/** Far above what a quick step takes, far below the time after which a run is given up. */
const STALL_SECONDS = 8

type Timing = Pick<Flow, 'everySeconds' | 'timeoutSeconds' | 'slowAfterSeconds'> & { stallAfterSeconds: number }

export type RunSettings = JudgeSettings & {
  identity: Identity | null
  userAgent: string
  /** Wall clock, UTC milliseconds. */
  now: () => number
  trigger: Result['trigger']
  /** The documents of earlier runs; without them no document counts as an earlier copy. */
  copies?: IssuedCopies | undefined
  /** For flows of kind `browser`. */
  browsers?: Browsers | undefined
  /** What the settings say instead of the flow. */
  timing?: Partial<Timing> | undefined
  /** Gets one early result when the run stands still for `stallAfterSeconds`; without it none is made. */
  onStandstill?: ((provisional: Omit<Result, 'sequence'>) => Promise<void>) | undefined
}

/** The result of one run; the agent adds its sequence number. */
export async function runFlow(flow: Flow, given: RunSettings): Promise<Omit<Result, 'sequence'>> {
  const timing = { ...pickTiming(flow), ...defined(given.timing ?? {}) }
  const seat = await takeSeat(flow, given.browsers, given.stop)
  const startedAt = given.now()
  const start = performance.now()
  const signal = deadline(timing.timeoutSeconds * 1000, given.stop)
  const evidence = noteEvidence()
  const opened = openRunSession(flow, { ...given, evidence, signal, turn: turnOf(startedAt) }, seat)
  const { session } = opened
  const load = given.self && watchLoad()
  const settings = { ...given, load }
  const beside = lookBeside({ ...settings, evidence })
  const run: Run = { steps: [], current: null, error: null, document: null }
  const common = () => ({
    flow: flow.id,
    component: flow.component,
    startedAt,
    durationMs: round(performance.now() - start),
    everySeconds: timing.everySeconds,
    timeoutSeconds: timing.timeoutSeconds,
    trigger: settings.trigger,
  })
  const say = sayer(settings)
  const watch = watchRun({ flow, settings, say, session, run, common }, stallMs(timing))
  try {
    await runSteps(flow, { ...settings, evidence }, opened, signal, run)
    if (run.error && !given.stop?.aborted) await opened.failed(run.error.error, run.steps)
    const made = common()
    await watch.end()
    const [{ failed, slow }] = await Promise.all([beside.conclude(run.error), session.lookAround?.()])
    noteIdentity(flow, given.identity, evidence)
    const seen = evidence.read()
    const judging = { ...settings, seen }
    const outcome = failed
      ? await judgeError(failed.error, failed.step, judging, say)
      : await judgeSpeed(run.steps, made.durationMs, timing.slowAfterSeconds, judging, slow)
    return {
      ...made,
      ...outcome,
      steps: outcome.reason === slow ? run.steps : withVerdict(run.steps, outcome.verdict),
      document: run.document,
      ...(seen && { evidence: seen }),
      ...leftAloneUntil(run.error?.error, made),
    }
  } finally {
    await watch.end()
    load?.end()
    await opened.close()
  }
}

/** Of flows that log in; the others of a service share its identity and never sign. */
function noteIdentity({ tier }: Flow, identity: Identity | null, evidence: EvidenceNotes): void {
  const until = identity?.signedUntil() ?? null
  if (tier === 'authorised' && until !== null) evidence.identity(until)
}

/** A flow that is known to take longer is not reported before its own limit of slowness. */
function stallMs({ stallAfterSeconds, slowAfterSeconds }: Timing): number {
  return Math.max(stallAfterSeconds, slowAfterSeconds) * 1000
}

type Run = Underway & { error: { error: unknown; step: string } | null; document: DocumentEvidence | null }

type Seeing = RunSettings & { evidence: EvidenceNotes }

async function runSteps(flow: Flow, settings: Seeing, opened: RunSession, signal: AbortSignal, run: Run) {
  const notes: StepNotes = { asserted: [], document: null }
  const { session, browser } = opened
  const isCopy = settings.copies?.ofRun(flow.id) ?? (() => false)
  const context = makeContext({ ...settings, session, browser, signal, notes, isCopy })
  const hidden = secretsOf(settings.identity)
  // a stalled request may still ask whether it was the path, in up to five exchanges
  const graceMs = 5 * (settings.limits?.pathMs ?? LIMITS.pathMs)
  for (const step of flow.steps) {
    if (run.error) {
      run.steps.push(...skipped([step]))
      continue
    }
    notes.asserted = []
    const start = performance.now()
    run.current = { step, start }
    const error = await runStep(step, context, graceMs)
    if (error) run.error = { error: error.thrown, step: step.id }
    const asserted = notes.asserted.slice(0, 50).map((what) => redact(what, hidden).slice(0, 300))
    const outcome = !error ? 'ok' : error.thrown instanceof StepFailure ? 'failed' : 'inconclusive'
    run.current = null
    run.steps.push(stepResult(step, outcome, performance.now() - start, asserted, session.takeMeasurements()))
  }
  run.document = notes.document
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

/** When the service said how long it wants to be left alone. */
function leftAloneUntil(error: unknown, { startedAt, durationMs }: Pick<Result, 'startedAt' | 'durationMs'>) {
  if (!(error instanceof Inconclusive) || error.retryAfterSeconds === undefined) return {}
  return { pausedUntil: Math.round(startedAt + durationMs + error.retryAfterSeconds * 1000) }
}

function withVerdict(steps: StepResult[], verdict: Verdict): StepResult[] {
  const slowest = verdict === 'slow' ? slowestOf(steps) : undefined
  return steps.map((step) => (step === slowest ? { ...step, outcome: 'slow' as const } : step))
}

function pickTiming({ everySeconds, timeoutSeconds, slowAfterSeconds }: Flow) {
  return { everySeconds, timeoutSeconds, slowAfterSeconds, stallAfterSeconds: STALL_SECONDS }
}

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never
}

/** Keeps the identity's secrets out of a text. */
function sayer({ identity }: RunSettings): (text: string) => string {
  return (text) => redact(text, secretsOf(identity))
}

const secrets = new WeakMap<Identity, string[]>()

function secretsOf(identity: Identity | null): string[] {
  if (!identity) return []
  const known = secrets.get(identity) ?? readSecrets(identity)
  secrets.set(identity, known)
  return known
}

function readSecrets(identity: Identity): string[] {
  return [identity.password, identity.residentNumber].flatMap((read) => {
    try {
      return [read()].filter(Boolean)
    } catch {
      return [] // this identity has none
    }
  })
}
