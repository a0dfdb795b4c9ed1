// For how long the spool keeps everything while no server takes it. Pure.
import type { PlannedFlow } from './plan.ts'

/** An outage of the way to the server must be survived for so long. */
export const LEAST_DAYS = 7
/** Gzipped bytes of a result until they are measured: healthy runs take about 75, ones that failed with evidence some hundred. */
const USUAL_BYTES = 400
const DAY_SECONDS = 86_400
const MEGABYTE = 1_048_576

type Pace = { target: Pick<PlannedFlow['target'], 'replica'>; timing: Pick<PlannedFlow['timing'], 'everySeconds'> }

/**
 * Days until a spool of `maxMegabytes` is full by what is planned, and the megabytes that hold `LEAST_DAYS`.
 * `bytesPerResult`: as measured; `null`: not yet. Bundled replicas do not count: a rehearsal has no server far away.
 */
export function spoolDays(plan: Pace[], maxMegabytes: number, bytesPerResult: number | null) {
  const perDay = plan
    .filter(({ target }) => !target.replica)
    .reduce((sum, { timing }) => sum + DAY_SECONDS / timing.everySeconds, 0)
  const megabytesPerDay = (perDay * (bytesPerResult ?? USUAL_BYTES)) / MEGABYTE
  return { days: maxMegabytes / megabytesPerDay, megabytes: Math.ceil(megabytesPerDay * LEAST_DAYS) }
}
