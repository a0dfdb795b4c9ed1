// Early signs: a run that stands still is reported as failing before it ends.
import type { Session, Standing } from './checks/http.ts'
import { watchStandstill } from './checks/standstill.ts'
import { type Flow, type Step, StepFailure } from './flow.ts'
import { type JudgeSettings, judgeError } from './judge.ts'
import type { Result, StepResult } from './result.ts'
import { skipped, stepResult } from './step-results.ts'

/** Where the run is: the steps that have ended, and the one under way with its beginning (`performance.now`). */
export type Underway = { steps: StepResult[]; current: { step: Step; start: number } | null }

type Watched = {
  flow: Flow
  settings: JudgeSettings & {
    onStandstill?: ((provisional: Omit<Result, 'sequence'>) => Promise<void>) | undefined
  }
  say: (text: string) => string
  session: Session
  run: Underway
  common: () => Omit<Result, 'sequence' | 'verdict' | 'reason' | 'fault' | 'steps' | 'document'>
}

/** Reports a standstill once, unless our own network is the reason; never after `end`, which waits for a report under way. */
export function watchRun({ flow, settings, say, session, run, common }: Watched, afterMs: number) {
  const { onStandstill } = settings
  let ended = false
  let telling: Promise<void> = Promise.resolve()
  const tell = async (where: Standing) => {
    const { step, start } = run.current ?? {}
    if (!step || !onStandstill) return
    const made = common()
    const standing = stepResult(step, 'failed', performance.now() - (start ?? 0), [], session.measurementsSoFar())
    const steps = [...run.steps, standing, ...skipped(flow.steps.slice(run.steps.length + 1))]
    const outcome = await judgeError(standstill(where, step, afterMs), step.id, settings, say)
    if (ended || outcome.verdict !== 'failed') return
    telling = onStandstill({ ...made, ...outcome, reason: 'provisional', provisional: true, steps, document: null })
    await telling
  }
  const stop = onStandstill ? watchStandstill(session, afterMs, (where) => void tell(where).catch(() => {})) : () => {}
  return {
    end: async () => {
      ended = true
      stop()
      await telling.catch(() => {})
    },
  }
}

function standstill({ layer, target }: Standing, { id }: Step, afterMs: number): StepFailure {
  return new StepFailure({
    layer,
    code: 'stalled',
    target,
    expectation: `something moves at least every ${afterMs / 1000} s in the step ${id}`,
    cause: `nothing has come for ${afterMs / 1000} s; the run still waits`,
  })
}
