// Name resolution by asking each name server itself: getaddrinfo would hide how long it took and who did not answer.
import { promises as dns } from 'node:dns'
import { isIP } from 'node:net'
import type { EvidenceNotes } from '../evidence.ts'
import { Inconclusive, StepFailure } from '../flow.ts'
import { codeOf, inPlainWords } from './cause.ts'
import { withoutBrackets } from './endpoint.ts'
import { bounded } from './limits.ts'

/** A name server that never answers questions for IPv6 is not waited for: RFC 8305 §3 (resolution delay). */
const V6_AFTER_V4_MS = 50
/** Where there is nothing else, a little. */
const V6_ALONE_MS = 1_000
/** Once one name server has answered, the others are given so much more before it is noted that they are silent. */
const OTHERS_MS = 300
const MOST_SERVERS = 4

export type ResolveOptions = {
  resolvers?: string[] | undefined
  timeoutMs: number
  signal: AbortSignal
  /** Gets what each name server said. */
  evidence?: Pick<EvidenceNotes, 'name'> | undefined
  /** Gets what is over once every name server has been noted: soon after the first good answer. */
  onAsking?: ((noted: Promise<unknown>) => void) | undefined
}

/** What one name server said of a name. `error`: why there are no addresses. */
type Sight = { resolver: string; rcode: string; addresses: string[]; ms: number; error: unknown }

/**
 * IPv4 then IPv6 addresses of `hostname`, by the first name server that knows some; all are asked at once. Literals and
 * `localhost` need no name server. Fails only when none gives an address: layer `dns`, code `nxdomain`, `servfail`, `timeout`,
 * `no-address` or `deadline`; Inconclusive `own-network` when the system's own resolvers do not know the root of the DNS
 * either. (In a closed network without the public root, give `resolvers`: then their word counts.)
 */
export async function resolve(hostname: string, options: ResolveOptions): Promise<string[]> {
  const host = withoutBrackets(hostname)
  if (isIP(host)) return [host]
  if (host === 'localhost' || host.endsWith('.localhost')) return ['127.0.0.1']
  const servers = (options.resolvers ?? dns.getServers()).slice(0, MOST_SERVERS)
  const asking = servers.map((server) => askServer(host, server, options))
  const sights = asking.map(({ sight }) => sight)
  const known = await Promise.any(sights.map(orReject)).catch(() => null)
  const noted = asking.map((one) => note(host, one, known === null, options))
  options.onAsking?.(Promise.all(noted))
  if (known) return known.addresses
  const error = explain(host, await Promise.all(sights), options.signal)
  if (!options.resolvers && !(await resolverKnowsTheRoot(error))) {
    const words = `our name server (${servers.join(', ') || 'none configured'}) does not even know the root of the DNS`
    throw new Inconclusive('own-network', words)
  }
  throw error
}

async function orReject(asked: Promise<Sight>): Promise<Sight> {
  const sight = await asked
  if (sight.addresses.length === 0) throw sight.error
  return sight
}

type Asking = { server: string; sight: Promise<Sight>; start: number; cancel: () => void }

function askServer(host: string, server: string, { timeoutMs, signal }: ResolveOptions): Asking {
  const resolver = takeResolver(server, Math.max(500, Math.round(timeoutMs / 3)))
  const start = performance.now()
  const silent = () => Object.assign(new Error('the name server does not answer'), { code: 'ETIMEOUT' })
  const [four, v6] = [resolver.resolve4(host), resolver.resolve6(host)]
  const v4 = bounded(four, timeoutMs, signal, silent)
  Promise.allSettled([four, v6]).then(resolver.giveBack)
  const wait = (ms: number) => () => bounded(v6, ms, signal, silent)
  const both = Promise.allSettled([v4, v4.then(wait(V6_AFTER_V4_MS), wait(V6_ALONE_MS))])
  const sight = both.then(([four, six]): Sight => {
    const addresses = [four, six].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    const error: unknown = four.status === 'rejected' ? four.reason : null
    if (addresses.length === 0) resolver.cancel()
    const rcode = addresses.length > 0 ? 'NOERROR' : rcodeOf(codeOf(error))
    return { resolver: server, rcode, addresses, ms: performance.now() - start, error }
  })
  return { server, sight, start, cancel: () => resolver.cancel() }
}

type Resolver = dns.Resolver & { giveBack: () => void }

/** Idle ones by server and time-out. They remember no answers; making one takes longer than a question. */
const idle = new Map<string, Resolver[]>()
const MOST_IDLE = 32

/** One that nobody else uses until it is given back, so that cancelling its questions cancels no other's. */
function takeResolver(server: string, timeout: number): Resolver {
  const key = `${server} ${timeout}`
  const own = idle.get(key) ?? []
  idle.set(key, own)
  const known = own.pop()
  if (known) return known
  const made = new dns.Resolver({ timeout, tries: 2 })
  made.setServers([server])
  const resolver: Resolver = Object.assign(made, {
    giveBack: () => void (own.length < MOST_IDLE && own.push(resolver)),
  })
  return resolver
}

/** Notes what it says; unless `settled`, it is silent when that takes much longer. Over once it is noted. */
async function note(host: string, asking: Asking, settled: boolean, options: ResolveOptions): Promise<void> {
  const { server, sight, start, cancel } = asking
  const silent = (): Pick<Sight, 'rcode' | 'addresses' | 'ms'> => {
    return { rcode: 'TIMEOUT', addresses: [], ms: performance.now() - start }
  }
  const late = () => bounded(sight, OTHERS_MS, options.signal, () => new Error('silent')).catch(silent)
  const said = settled ? await sight : await late()
  cancel()
  options.evidence?.name({ name: host, resolver: server, rcode: said.rcode, addresses: said.addresses, ms: said.ms })
}

/** Tells "this name is broken" from "our resolver is cut off": every resolver on the internet knows the root. */
async function resolverKnowsTheRoot(error: StepFailure): Promise<boolean> {
  if (error.code === 'deadline') return true
  const resolver = new dns.Resolver({ timeout: 1000, tries: 2 })
  return resolver.resolveNs('.').then(
    (names) => names.length > 0,
    () => false,
  )
}

const RCODES: Record<string, string> = {
  '': 'NOERROR',
  ENODATA: 'NOERROR',
  ENOTFOUND: 'NXDOMAIN',
  ESERVFAIL: 'SERVFAIL',
  EREFUSED: 'REFUSED',
  EFORMERR: 'FORMERR',
  ENOTIMP: 'NOTIMP',
}

/** RFC 1035 §4.1.1 by what c-ares makes of it; without any answer `TIMEOUT`. */
function rcodeOf(code: string): string {
  return RCODES[code] ?? 'TIMEOUT'
}

const CODES: Record<string, string> = { NXDOMAIN: 'nxdomain', NOERROR: 'no-address', TIMEOUT: 'timeout' }
/** An answer says more than none, and "no such name" more than "cannot say". */
const SAYS_MOST = ['NXDOMAIN', 'NOERROR', 'SERVFAIL', 'REFUSED', 'FORMERR', 'NOTIMP', 'TIMEOUT']

function explain(host: string, sights: Sight[], signal: AbortSignal): StepFailure {
  const [main] = sights.toSorted((a, b) => SAYS_MOST.indexOf(a.rcode) - SAYS_MOST.indexOf(b.rcode))
  const servers = sights.map(({ resolver }) => resolver).join(', ')
  const expectation = `the name servers (${servers}) give an address for ${host}`
  const failure = (code: string, cause: string) =>
    new StepFailure({ layer: 'dns', code, target: host, expectation, cause })
  if (!main) return failure('timeout', 'there is no name server to ask')
  if (main.rcode === 'TIMEOUT' && signal.aborted) return failure('deadline', 'the run ended while asking')
  const words = main.error ? inPlainWords(main.error) : 'the answer is empty'
  return failure(CODES[main.rcode] ?? 'servfail', words + countsOf(sights))
}

/** "; of 3 name servers 2 say NXDOMAIN, 1 SERVFAIL" where there are several. */
function countsOf(sights: Sight[]): string {
  if (sights.length < 2) return ''
  const counts = [...Map.groupBy(sights, ({ rcode }) => rcode)].sort(([, a], [, b]) => b.length - a.length)
  const said = counts.map(
    ([rcode, own], index) => `${own.length} ${index === 0 ? 'say ' : ''}${SAYINGS[rcode] ?? rcode}`,
  )
  return `; of ${sights.length} name servers ${said.join(', ')}`
}

const SAYINGS: Record<string, string> = { NOERROR: 'that it has no address', TIMEOUT: 'nothing' }
