// Asks unrelated, well-known hosts, to tell our own network's trouble from a service's.
import type net from 'node:net'
import { resolve } from './dns.ts'
import { LIMITS } from './limits.ts'
import { pause } from './pause.ts'
import { connectTcp } from './tcp.ts'

/** Once most have answered, the others get this much longer: enough for a median, not worth a wait. */
const OTHERS_MS = 500

/** `ms`: the median of the times of those that answered, `null` when none did. */
export type CanaryAnswer = { ms: number | null; failed: number; of: number }

/**
 * Connects to the hosts (`host:port`, IPv6 in brackets), all at once, and counts those that do not accept. While fewer than
 * half of them fail, they say nothing about our own network.
 */
export async function askCanaries(
  canaries: string[],
  resolvers: string[] | undefined,
  signal: AbortSignal,
  timeoutMs = LIMITS.canaryMs,
): Promise<CanaryAnswer> {
  const open: net.Socket[] = []
  const took: number[] = []
  const most = Promise.withResolvers<void>()
  const attempts = canaries.map(async (canary) => {
    const { hostname, port } = readCanary(canary)
    const addresses = await resolve(hostname, { resolvers, timeoutMs, signal })
    const start = performance.now()
    open.push(await connectTcp(addresses, port, { timeoutMs, signal }))
    took.push(performance.now() - start)
    if (took.length * 2 > canaries.length) most.resolve()
  })
  const all = Promise.allSettled(attempts)
  const enough = new AbortController()
  const patience = most.promise.then(() => pause(OTHERS_MS, enough.signal))
  await Promise.race([all, patience])
  enough.abort()
  void all.then(() => {
    for (const socket of open) socket.on('error', () => {}).destroy()
  })
  return { ms: median(took), failed: canaries.length - took.length, of: canaries.length }
}

function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

function readCanary(canary: string): { hostname: string; port: number } {
  const at = canary.lastIndexOf(':')
  const port = Number(canary.slice(at + 1))
  if (at < 1 || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`canary "${canary}": write it as host:port, for example example.org:443`)
  }
  return { hostname: canary.slice(0, at), port }
}
