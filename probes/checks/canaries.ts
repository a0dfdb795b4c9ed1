import type net from 'node:net'
import { resolve } from './dns.ts'
import { LIMITS } from './limits.ts'
import { connectTcp } from './tcp.ts'

/**
 * Whether any of the unrelated, well-known hosts (`host:port`, IPv6 in brackets) accepts a connection from here.
 * When none does, what a run could not reach says nothing about the service.
 */
export async function ourNetworkWorks(
  canaries: string[],
  resolvers: string[] | undefined,
  signal: AbortSignal,
  timeoutMs = LIMITS.canaryMs,
): Promise<boolean> {
  const open: net.Socket[] = []
  const attempts = canaries.map(async (canary) => {
    const { hostname, port } = readCanary(canary)
    const addresses = await resolve(hostname, { resolvers, timeoutMs, signal })
    open.push(await connectTcp(addresses, port, { timeoutMs, signal }))
  })
  const works = await Promise.any(attempts).then(
    () => true,
    () => false,
  )
  void Promise.allSettled(attempts).then(() => {
    for (const socket of open) socket.on('error', () => {}).destroy()
  })
  return works
}

function readCanary(canary: string): { hostname: string; port: number } {
  const at = canary.lastIndexOf(':')
  const port = Number(canary.slice(at + 1))
  if (at < 1 || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`canary "${canary}": write it as host:port, for example example.org:443`)
  }
  return { hostname: canary.slice(0, at), port }
}
