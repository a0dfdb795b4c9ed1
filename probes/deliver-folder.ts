// Delivers a folder of spooled results that was carried here by hand, where no network leads from the agent to the server.
import { type Outlet, settle, shrink } from './deliver-results.ts'
import type { Log } from './log.ts'
import { deliver } from './report.ts'
import type { AgentSettings } from './settings.ts'

type Parts = { settings: AgentSettings; outlet: Outlet; log: Log; now: () => number; stop: AbortSignal }

/**
 * Sends everything that waits in the outlet's spool and forgets what is acknowledged. Gives up at the first thing that the
 * server does not take, and says why (`null`: all is delivered); what is left can be sent by another call.
 */
export async function deliverFolder({ settings, outlet, log, now, stop }: Parts) {
  const { location, name: agent } = settings
  const { server, key, spool } = outlet
  const collector = { server, key, location, agent, now, stop, contract: 1 }
  let delivered = 0
  let limit = 100
  const first = await spool.pending(1)
  if (!first) return { delivered, why: null }
  const greeting = await deliver({ boot: first.boot, results: [] }, collector)
  if ('why' in greeting) return { delivered, why: `${greeting.outcome}: ${greeting.why}` }
  collector.contract = greeting.contract
  for (;;) {
    const batch = await spool.pending(limit)
    if (!batch) return { delivered, why: null }
    const delivery = await deliver(batch, collector)
    if (delivery.outcome === 'acknowledged') {
      delivered += batch.results.length
      limit = await settle(delivery, spool, log)
    } else if (delivery.outcome === 'indigestible') limit = await shrink(batch, spool, log)
    else return { delivered, why: `${delivery.outcome}: ${delivery.why}` }
  }
}
