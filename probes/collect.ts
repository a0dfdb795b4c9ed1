// The loops of an agent: run what is due, deliver what is spooled to each server. Timers and clock are given by the entry point.
import { type Agenda, openAgenda } from './agenda.ts'
import { type Bell, makeBell } from './bell.ts'
import type { Browsers } from './checks/browser/browsers.ts'
import { deliverResults, type Outlet } from './deliver-results.ts'
import type { IssuedCopies } from './issued-copies.ts'
import type { Log } from './log.ts'
import type { Pauses } from './pauses.ts'
import type { PlannedFlow } from './plan.ts'
import type { Result } from './result.ts'
import { type Early, openRuns } from './run-due.ts'
import type { Due } from './schedule.ts'
import type { AgentSettings } from './settings.ts'
import type { Spool } from './spool.ts'

export type Parts = {
  plan: PlannedFlow[]
  settings: AgentSettings
  /** What waits for `settings.server`. */
  spool: Spool
  /** Further servers, each with what waits for it. */
  further?: Outlet[] | undefined
  /** Pauses of before, and where they are kept. */
  paused?: { pauses: Pauses; keep: (pauses: Pauses) => void } | undefined
  /** For flows of kind `browser`. */
  browsers?: Browsers | undefined
  copies?: IssuedCopies | undefined
  log: Log
  now: () => number
  random: () => number
  /** Resolves after `ms` (null: never), or earlier when `wake` fires. */
  pause: (ms: number | null, wake: AbortSignal) => Promise<void>
  stop: AbortSignal
}

/** Runs and delivers until `stop`; resolves when all loops have ended. No server waits for another. */
export async function collect(parts: Parts): Promise<void> {
  const { settings, spool, further = [] } = parts
  const outlets = [{ server: settings.server, key: settings.key, spool }, ...further]
  const runs = makeBell(parts.pause, parts.stop)
  const bells = outlets.map(() => makeBell(parts.pause, parts.stop))
  const agenda = openAgenda(parts)
  /** All spools number alike: every one gets every result, in one order. */
  const append = async (result: Early): Promise<Result | undefined> => {
    const [numbered] = await Promise.all(outlets.map((outlet) => outlet.spool.append(result)))
    for (const bell of bells) bell.ring()
    return numbered
  }
  const deliveries = outlets.map((outlet, index) =>
    deliverResults(parts, outlet, bells[index] ?? runs, (bursts) => {
      agenda.hear(index, bursts)
      runs.ring()
    }),
  )
  await Promise.all([runFlows(parts, agenda, runs, openRuns(parts, agenda, append)), ...deliveries])
}

async function runFlows(
  { now, stop }: Parts,
  agenda: Agenda,
  bell: Bell,
  run: (due: Due) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>()
  while (!stop.aborted) {
    const { run: dues, next } = agenda.take()
    for (const due of dues) {
      const work = run(due).finally(() => {
        running.delete(work)
        bell.ring()
      })
      running.add(work)
    }
    await bell.wait(next === null ? null : Math.max(0, next - now()))
  }
  await Promise.all(running)
}
