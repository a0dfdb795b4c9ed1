// Runs recorded results through the real engine on a virtual clock, in a database of its own. Shell, but for time: it is handed in.
import type { Db } from '../../data/database.ts'
import { componentStates } from '../../data/queries/components.ts'
import { openIncidents } from '../../data/queries/incidents.ts'
import { maintenancesBetween } from '../../data/queries/maintenances.ts'
import { type ArrivedRun, arrivedRuns } from '../../data/queries/replay.ts'
import { deleteOldResults } from '../../data/queries/retention.ts'
import { addSurroundings, addTaps, type Surroundings } from '../../data/queries/surroundings.ts'
import type { Fault, Result } from '../../probes/result.ts'
import type { DecidingContext } from '../incidents/board.ts'
import { createBoardCache } from '../incidents/board-cache.ts'
import { recordReports, type Submission, sweep } from '../incidents/record-result.ts'
import { instantsIn, lengthsOf, momentsBetween, SHORT } from './moments.ts'

const PAGE = 2000
const HOUR = 3600_000

export type Span = { from: number; until: number }
export type Engine = Omit<DecidingContext, 'now' | 'cache'>
/** `refused`: runs of components that the catalogue does not know. */
export type Ran = { runs: number; refused: number }

/**
 * Decides in `into` (an empty, migrated database) on the runs of `from` that arrived in the span, each at the instant of its
 * arrival, and looks in between whenever time alone can change something, as the server does every second. Then, as now, only
 * what counters said until that instant is known. Runs are forgotten again after an hour, so that memory stays flat.
 */
export async function runEngine(
  into: Db,
  from: Db,
  span: Span,
  engine: Engine,
  around: Surroundings,
  lookEverySecond = false,
): Promise<Ran> {
  let clock = span.from
  const context: DecidingContext = { ...engine, cache: createBoardCache(), now: () => clock }
  const lengths = lengthsOf(engine)
  const taps = [...around.taps]
  await addSurroundings(into, around)
  const planned = await maintenancesBetween(into, span.from, span.until)
  await look()
  const ran: Ran = { runs: 0, refused: 0 }
  let cleaned = span.from
  for await (const runs of instants(from, span)) {
    const at = runs[0]?.received_at ?? clock
    await passTime(at)
    clock = at
    await addTaps(into, tapsUntil(at))
    const answers = await recordReports(into, context, submissionsOf(runs))
    ran.runs += runs.length
    ran.refused += answers.reduce((sum, { refused }) => sum + refused.length, 0)
    if (at - cleaned >= HOUR) {
      while ((await deleteOldResults(into, cleaned, at, PAGE)) === PAGE);
      cleaned = at
    }
  }
  await passTime(span.until)
  return ran

  /** Looks at every moment before `until` at which something can be due. */
  async function passTime(until: number): Promise<void> {
    let moments = await momentsUntil(until)
    while (moments.length > 0) {
      clock = moments.shift() as number
      await addTaps(into, tapsUntil(clock))
      // a decision remembers new instants
      if (await look()) moments = await momentsUntil(until)
    }
  }

  async function momentsUntil(until: number): Promise<number[]> {
    if (until - clock <= SHORT) return momentsBetween([], [], clock, until)
    if (lookEverySecond) return momentsBetween([], [], clock, until, 1000)
    return momentsBetween(await remembered(), lengths, clock, until)
  }

  async function look(): Promise<boolean> {
    return (await sweep(into, context)).changed
  }

  async function remembered(): Promise<number[]> {
    const states = (await componentStates(into)).map((row) => ({ ...row, memory: JSON.parse(row.memory) as unknown }))
    const known = [states, await openIncidents(into), planned, around.taps]
    return [...new Set(known.flatMap(instantsIn))]
  }

  function tapsUntil(at: number) {
    const next = taps.findIndex((tap) => tap.at > at)
    return taps.splice(0, next < 0 ? taps.length : next)
  }
}

/** The runs of each instant of arrival, in order. */
async function* instants(db: Db, { from, until }: Span): AsyncGenerator<ArrivedRun[]> {
  let next = from
  for (;;) {
    const page = await arrivedRuns(db, next, until, PAGE)
    yield* Map.groupBy(page, ({ received_at }) => received_at).values()
    const last = page.at(-1)
    if (!last) return
    next = last.received_at + 1
  }
}

/** Of one instant; which of them came first is not recorded, so that their names say it. */
function submissionsOf(runs: ArrivedRun[]): Submission[] {
  const reports = Map.groupBy(runs, ({ location, agent, boot }) => JSON.stringify([location, agent, boot]))
  const inOrder = [...reports].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, rows]) => rows)
  return inOrder.flatMap((rows) => {
    const [first] = rows
    if (!first) return []
    const { location, agent, boot } = first
    return [{ location, report: { agent, boot, results: rows.map(resultOf) } }]
  })
}

function resultOf(row: ArrivedRun): Result {
  return {
    sequence: row.sequence,
    flow: row.flow,
    component: row.component,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    everySeconds: row.every_seconds,
    timeoutSeconds: row.timeout_seconds,
    trigger: row.trigger as Result['trigger'],
    provisional: row.provisional === 1,
    canaryMs: row.canary_ms,
    verdict: row.verdict as Result['verdict'],
    reason: row.reason,
    fault: row.fault === null ? null : (JSON.parse(row.fault) as Fault),
    steps: [],
    document: null,
    ...(row.paused_until !== null && { pausedUntil: row.paused_until }),
  }
}
