// The sensors of an agent's health, asked all at once when a run did not go well.
import { promises as dns } from 'node:dns'
import { statfs } from 'node:fs/promises'
import { type Health, type HealthLimits, UNASKED } from '../health.ts'
import type { Beside } from '../losses.ts'
import { askCanaries } from './canaries.ts'
import { askEcho } from './echo.ts'
import { lookAtGateway } from './gateway.ts'
import { bounded, deadline } from './limits.ts'
import type { LoadWatch } from './load.ts'

/** Where an agent looks to know itself. */
export type SelfSettings = {
  /** Origins of the servers that it reports to. */
  servers: string[]
  /** `address:port` of independent name servers. */
  resolvers: string[]
  /** Where the spool is; `null`: there is none. */
  folder: string | null
  limits: HealthLimits
  /** Of the other targets of this agent, how many were lost lately; without it nothing is known of them. */
  beside?: () => Beside
  /** Wall clock, UTC milliseconds. */
  now: () => number
}

export type HealthQuestion = {
  /** `null`: a run by hand, of which only the network is asked. */
  self: SelfSettings | null
  load: LoadWatch | null
  /** Whether what the run saw may come from our own network. */
  network: boolean
  canaries: string[]
  /** Name servers of the target, which know the canaries too; `undefined`: the system's. */
  nameServers: string[] | undefined
  timeoutMs: number
}

/** Asks everything in parallel, in little more than `timeoutMs`. Throws only for a canary that is no `host:port`. */
export async function askHealth(question: HealthQuestion): Promise<Health> {
  const { self, load, network, canaries, nameServers, timeoutMs } = question
  const signal = deadline(timeoutMs + 1_000)
  const asksNetwork = network && (self !== null || canaries.length > 0)
  const resolvers = asksNetwork ? (self?.resolvers ?? []) : []
  const [near, echo, gateway, resolversFailed, freeMegabytes] = await Promise.all([
    network ? askCanaries(canaries, nameServers, signal, timeoutMs) : { ms: null, failed: 0, of: 0 },
    self ? askEcho(self.servers, self.now, deadline(timeoutMs)) : {},
    asksNetwork ? lookAtGateway() : UNASKED.gateway,
    countSilent(resolvers, timeoutMs, signal),
    self?.folder ? freeAt(self.folder) : null,
  ])
  const canaryMs = near.ms === null ? null : Math.round(near.ms * 10) / 10
  const asked = { canaryMs, canariesFailed: near.failed, of: near.of, resolvers: resolvers.length, resolversFailed }
  const { failing: lostBeside, of: beside } = (network && self?.beside?.()) || { failing: 0, of: 0 }
  return { ...UNASKED, ...load?.read(), ...echo, ...asked, lostBeside, beside, gateway, freeMegabytes }
}

/** Any answer, even a refusal, is a sign of life: every name server is asked for the root. */
async function countSilent(resolvers: string[], timeoutMs: number, signal: AbortSignal): Promise<number> {
  const answers = await Promise.all(
    resolvers.map(async (server) => {
      const resolver = new dns.Resolver({ timeout: Math.max(500, Math.round(timeoutMs / 3)), tries: 2 })
      try {
        resolver.setServers([server])
        await bounded(resolver.resolveNs('.'), timeoutMs, signal, () => new Error('no answer'))
        return true
      } catch (error) {
        resolver.cancel()
        const { code } = error as { code?: string }
        return (
          code !== undefined && !['ETIMEOUT', 'ECONNREFUSED', 'ECANCELLED', 'ERR_INVALID_IP_ADDRESS'].includes(code)
        )
      }
    }),
  )
  return answers.filter((answered) => !answered).length
}

async function freeAt(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return (bavail * bsize) / 1_048_576
  } catch {
    return null
  }
}
