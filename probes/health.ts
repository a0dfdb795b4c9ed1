// Whether this agent is well enough to be believed when it sees something fail. Pure: sensors measure, this judges.

/** What the sensors of one agent said around one run. `null`, `unknown` and counts of 0: not asked, or it cannot be known here. */
export type Health = {
  /** Median milliseconds of the unrelated hosts that accepted a connection; `null` when none did. */
  canaryMs: number | null
  canariesFailed: number
  /** Unrelated hosts asked. */
  of: number
  /** The default gateway, as the kernel knows it: `silent` does not answer on the link, `none` is configured. */
  gateway: 'ok' | 'silent' | 'none' | 'unknown'
  /** Our own server's echo: `other` is an answer that does not hold our nonce, from somebody in between. */
  echo: 'ok' | 'other' | 'failed' | 'unknown'
  resolversFailed: number
  /** Independent name servers asked. */
  resolvers: number
  /** Of the unrelated targets that this agent looks at beside this one, how many could not be reached lately. */
  lostBeside: number
  beside: number
  /** The server's clock less ours, milliseconds. */
  clockOffsetMs: number | null
  /** 99th percentile of the event loop's delay during the run, milliseconds. */
  lagMs: number | null
  /** Free where the spool is. */
  freeMegabytes: number | null
  /** Share of the machine's time that the hypervisor gave to others during the run, 0 to 1. */
  stealShare: number | null
}

export type HealthLimits = { clockMs: number; lagMs: number; freeMegabytes: number }

export const HEALTH_LIMITS: HealthLimits = { clockMs: 2_000, lagMs: 200, freeMegabytes: 50 }
const STEAL_SHARE = 0.2
/** Things that have nothing to do with each other do not break together: so many targets, and of these such a share. */
const LEAST_TARGETS = 3
const MOST_LOST = 0.8

/** What the reasons of `whyUnwell` begin with. */
export const UNWELL_CODES: readonly string[] = ['lag', 'cpu', 'disk', 'clock', 'echo', 'own-network']

/** Nothing was asked, or nothing can be known. */
export const UNASKED: Health = {
  canaryMs: null,
  canariesFailed: 0,
  of: 0,
  gateway: 'unknown',
  echo: 'unknown',
  resolversFailed: 0,
  resolvers: 0,
  lostBeside: 0,
  beside: 0,
  clockOffsetMs: null,
  lagMs: null,
  freeMegabytes: null,
  stealShare: null,
}

/**
 * Why what this agent saw fail (or be slow) proves nothing, as `code: words` with one of UNWELL_CODES;
 * `null` when it is well. The machine comes first: one that stands still loses its network too.
 */
export function whyUnwell(health: Health, limits: HealthLimits): string | null {
  return whyMachine(health, limits) ?? whyClock(health, limits) ?? whyNetwork(health)
}

function whyMachine({ lagMs, stealShare, freeMegabytes }: Health, limits: HealthLimits): string | null {
  if (lagMs !== null && lagMs > limits.lagMs) {
    return `lag: this agent itself was up to ${Math.round(lagMs)} ms late, more than ${limits.lagMs} ms`
  }
  if (stealShare !== null && stealShare > STEAL_SHARE) {
    return `cpu: other machines on our host took ${Math.round(stealShare * 100)} % of our processor`
  }
  if (freeMegabytes !== null && freeMegabytes < limits.freeMegabytes) {
    return `disk: ${Math.floor(freeMegabytes)} MB are free for the spool, less than ${limits.freeMegabytes} MB`
  }
  return null
}

function whyClock({ clockOffsetMs }: Health, { clockMs }: HealthLimits): string | null {
  if (clockOffsetMs === null || Math.abs(clockOffsetMs) <= clockMs) return null
  const seconds = (Math.abs(clockOffsetMs) / 1000).toFixed(1)
  return `clock: our clock is ${seconds} s ${clockOffsetMs < 0 ? 'ahead of' : 'behind'} the server's`
}

/**
 * Most of the unrelated hosts failing is proof. Gateway, echo and name servers can fail for reasons of their own (our
 * server is down, port 53 is closed): two of them count, and only when not every unrelated host was reached. So does that nearly
 * all unrelated targets fail here at once (a fail-open rule as of Amazon's load balancers), unless the network is proved good:
 * services in one machine room do break together.
 */
function whyNetwork(health: Health): string | null {
  const { canariesFailed: failed, of } = health
  if (health.echo === 'other') return "echo: something else answers in our server's place, as a proxy would"
  if (failed * 2 > of) {
    const who =
      failed === of ? `none of ${of} unrelated hosts answers` : `${failed} of ${of} unrelated hosts do not answer`
    return `own-network: ${who} either`
  }
  if (losesNearlyAll(health) && !isProvedGood(health)) {
    return `own-network: ${health.lostBeside} of ${health.beside} unrelated targets cannot be reached from here either`
  }
  const signs = signsOf(health)
  if (signs.length < 2 || (of > 0 && failed === 0)) return null
  return `own-network: ${signs.join(', ')}`
}

/** The run that is judged is one of them. */
function losesNearlyAll({ lostBeside, beside }: Health): boolean {
  return beside + 1 >= LEAST_TARGETS && lostBeside + 1 >= MOST_LOST * (beside + 1)
}

function isProvedGood({ canariesFailed, of, echo }: Health): boolean {
  return of > 0 && (canariesFailed === 0 || (canariesFailed * 2 < of && echo === 'ok'))
}

function signsOf({ gateway, echo, resolvers, resolversFailed, canariesFailed, of }: Health): string[] {
  return [
    gateway === 'silent' ? 'our gateway does not answer' : '',
    gateway === 'none' ? 'we have no default route' : '',
    echo === 'failed' ? 'our server does not answer' : '',
    resolvers > 1 && resolversFailed === resolvers ? `none of ${resolvers} name servers answers` : '',
    of > 0 && canariesFailed * 2 === of ? `${canariesFailed} of ${of} unrelated hosts do not answer` : '',
  ].filter(Boolean)
}
