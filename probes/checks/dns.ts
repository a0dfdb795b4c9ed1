// Name resolution by asking name servers directly: getaddrinfo would hide how long it took and who did not answer.
import { promises as dns } from 'node:dns'
import { isIP } from 'node:net'
import { Inconclusive, StepFailure } from '../flow.ts'
import { codeOf, inPlainWords } from './cause.ts'
import { bounded } from './limits.ts'

/** IPv4 does not wait longer than this for a name server that never answers questions for IPv6. */
const V6_MS = 1_000

export type ResolveOptions = { resolvers?: string[] | undefined; timeoutMs: number; signal: AbortSignal }

/**
 * IPv4 then IPv6 addresses of `hostname`. Literals and `localhost` need no name server.
 * Fails in layer `dns` with code `nxdomain`, `servfail`, `timeout`, `no-address` or `deadline`;
 * Inconclusive `own-network` when the system's own resolver does not know the root of the DNS either. (In a closed
 * network without the public root, give `resolvers`: then their word counts.)
 */
export async function resolve(hostname: string, options: ResolveOptions): Promise<string[]> {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (isIP(host)) return [host]
  if (host === 'localhost' || host.endsWith('.localhost')) return ['127.0.0.1']
  const resolver = new dns.Resolver({ timeout: Math.max(500, Math.round(options.timeoutMs / 3)), tries: 2 })
  if (options.resolvers) resolver.setServers(options.resolvers)
  const servers = resolver.getServers().join(', ')
  try {
    const v6 = bounded(resolver.resolve6(host), V6_MS, options.signal, () => new Error('no IPv6 answer'))
    const lookups = Promise.allSettled([resolver.resolve4(host), v6])
    const [answer4, answer6] = await bounded(lookups, options.timeoutMs, options.signal, (limit) =>
      failure(
        host,
        servers,
        limit,
        limit === 'deadline' ? 'the run ended while asking' : 'the name server does not answer',
      ),
    )
    const addresses = [answer4, answer6].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    if (addresses.length > 0) return addresses
    const reason: unknown = answer4.status === 'rejected' ? answer4.reason : null
    throw failure(host, servers, codeFor(codeOf(reason)), reason ? inPlainWords(reason) : 'the answer is empty')
  } catch (error) {
    resolver.cancel()
    if (!options.resolvers && !(await resolverKnowsTheRoot(error))) {
      const words = `our name server (${servers || 'none configured'}) does not even know the root of the DNS`
      throw new Inconclusive('own-network', words)
    }
    throw error
  }
}

/** Tells "this name is broken" from "our resolver is cut off": every resolver on the internet knows the root. */
async function resolverKnowsTheRoot(error: unknown): Promise<boolean> {
  if (!(error instanceof StepFailure) || error.code === 'deadline') return true
  const resolver = new dns.Resolver({ timeout: 1000, tries: 2 })
  return resolver.resolveNs('.').then(
    (names) => names.length > 0,
    () => false,
  )
}

function codeFor(code: string): string {
  if (code === 'ENOTFOUND') return 'nxdomain'
  if (code === 'ENODATA' || code === '') return 'no-address'
  return code === 'ETIMEOUT' ? 'timeout' : 'servfail'
}

function failure(host: string, servers: string, code: string, cause: string): StepFailure {
  const expectation = `the name servers (${servers}) give an address for ${host}`
  return new StepFailure({ layer: 'dns', code, target: host, expectation, cause })
}
