// The delivering loop of an agent: sends what is spooled, or an empty report to be heard, and hands on what the server asks for.
import type { Bell } from './bell.ts'
import type { Parts } from './collect.ts'
import type { Log } from './log.ts'
import { type Acknowledged, type Collector, deliver, heartbeatMs, nextTryMs } from './report.ts'
import type { Burst } from './result.ts'
import type { Batch, Spool } from './spool.ts'

/** A server that gets results, and what waits for it. */
export type Outlet = { server: string; key: string; spool: Spool }

/**
 * `hear` gets every answer's bursts; `null`: the server is away, or knows none. The first report is empty: its answer says what
 * the server knows, so that nothing is left out of the results behind it.
 */
export async function deliverResults(
  parts: Parts,
  { server, key, spool }: Outlet,
  bell: Bell,
  hear: (bursts: Burst[] | null) => void,
): Promise<void> {
  const { settings, now, random, stop, log } = parts
  const { location, name: agent } = settings
  const collector: Collector = { server, key, location, agent, now, stop, contract: 1 }
  let greeted = false
  const everyMs = heartbeatMs(parts.plan.map(({ timing }) => timing.everySeconds))
  let sentAt = now()
  let failures = 0
  let limit = 100
  let trouble = ''
  while (!stop.aborted) {
    const waiting = await spool.pending(limit)
    const restMs = sentAt + everyMs - now()
    if (greeted && !waiting && restMs > 0) {
      await bell.wait(restMs)
      continue
    }
    const batch = (greeted && waiting) || { boot: waiting?.boot ?? spool.boot, results: [] }
    sentAt = now()
    const delivery = await deliver(batch, collector)
    if (stop.aborted && delivery.outcome !== 'acknowledged') return
    const why = 'why' in delivery ? `${delivery.outcome}: ${delivery.why}` : ''
    if (why && why !== trouble) log.warn({ server }, `results are not delivered, ${why}; they stay in the spool`)
    if (!why && trouble) log.info({ server }, 'results are delivered again')
    trouble = why
    failures = why ? failures + 1 : 0
    hear(delivery.outcome === 'acknowledged' ? delivery.bursts : null)
    if (delivery.outcome === 'acknowledged') {
      collector.contract = delivery.contract
      greeted = true
      limit = await settle(delivery, spool, log)
    } else if (delivery.outcome === 'indigestible' && batch.results.length > 0) limit = await shrink(batch, spool, log)
    else await bell.wait(nextTryMs(failures, random()))
  }
}

/** Forgets what is acknowledged, logs what was refused; how many may be sent next. */
export async function settle(delivery: Acknowledged, spool: Spool, log: Log): Promise<number> {
  if (delivery.sequence > 0) await spool.acknowledge(delivery.boot, delivery.sequence)
  if (delivery.refused.length > 0)
    log.error({ refused: delivery.refused }, 'the server refused results that do not fit its contract')
  return 100
}

/** One bad result must not block the queue: it is sent alone, and given up when it is refused alone. */
export async function shrink(batch: Batch, spool: Spool, log: Log): Promise<number> {
  const [first] = batch.results
  if (batch.results.length > 1 || !first) return Math.ceil(batch.results.length / 2)
  log.error(
    { boot: batch.boot, sequence: first.sequence, flow: first.flow },
    'a result is refused even alone; it is given up',
  )
  await spool.acknowledge(batch.boot, first.sequence)
  return 100
}
