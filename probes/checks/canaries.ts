import type net from 'node:net'
import { resolve } from './dns.ts'
import { LIMITS } from './limits.ts'
import { pause } from './pause.ts'
import { connectTcp } from './tcp.ts'

/** After the first canary has answered, the others get this much longer: enough for a median, not worth a wait. */
const OTHERS_MS = 500

/**
 * Connects to the unrelated, well-known hosts (`host:port`, IPv6 in brackets): the median milliseconds of those that
 * accept, or `null` when none does. Then what a run could not reach says nothing about the service.
 */
export async function askCanaries(
  canaries: string[],
  resolvers: string[] | undefined,
  signal: AbortSignal,
  timeoutMs = LIMITS.canaryMs,
): Promise<number | null> {
  const open: net.Socket[] = []
  const took: number[] = []
  const attempts = canaries.map(async (canary) => {
    const { hostname, port } = readCanary(canary)
    const addresses = await resolve(hostname, { resolvers, timeoutMs, signal })
    const start = performance.now()
    open.push(await connectTcp(addresses, port, { timeoutMs, signal }))
    took.push(performance.now() - start)
  })
  const all = Promise.allSettled(attempts)
  await Promise.any(attempts).catch(() => {})
  const enough = new AbortController()
  await Promise.race([all, pause(OTHERS_MS, enough.signal)])
  enough.abort()
  void all.then(() => {
    for (const socket of open) socket.on('error', () => {}).destroy()
  })
  return median(took)
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
