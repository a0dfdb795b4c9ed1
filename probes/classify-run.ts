// What one run comes to: its verdict, whose trouble it is, and how surely it broke where it says. Pure.
import { isBad, isGood, lastOf, smallestLost, someAddressesFail, type Where } from './classify-sights.ts'
import type { Evidence, Verdict } from './result.ts'

/** How the steps ended. `unclear`: something that says nothing of the service; `error`: the probe's own mistake. */
export type Ended =
  | { as: 'through'; slow: boolean }
  | { as: 'stopped' }
  | { as: 'unclear'; code: string }
  | { as: 'error' }
  | ({ as: 'failure'; target?: string } & Where)

/** `unwell`: the canaries, or what the agent knows of itself, say that what was seen may be our own doing. */
export type RunSeen = { ended: Ended; unwell: boolean; evidence: Evidence | undefined }

/** `reason`: the code that the reason begins with, or ''. `confidence` is `null` where nothing else was seen. */
export type RunFinding = {
  verdict: Verdict
  reason: string
  fault: (Where & { confidence: number | null }) | null
}

/**
 * The first that fits: stopped, or unclear by itself; then our own trouble; then the fault, or slowness. A run that went through
 * although some addresses of a name fail is `ok`, and its reason says so: nobody is woken by it, whoever looks will find it.
 */
export function classifyRun({ ended, unwell, evidence }: RunSeen): RunFinding {
  const unclear = (reason: string): RunFinding => ({ verdict: 'inconclusive', reason, fault: null })
  switch (ended.as) {
    case 'stopped':
      return unclear('stopped')
    case 'unclear':
      return unclear(ended.code)
    case 'error':
      return unclear('probe-error')
    case 'failure': {
      if (unwell) return unclear('unwell')
      const { layer, code } = ended
      return { verdict: 'failed', reason: '', fault: { layer, code, confidence: confidenceOf(ended, evidence) } }
    }
    case 'through': {
      if (!ended.slow)
        return { verdict: 'ok', reason: someAddressesFail(evidence?.ends ?? []) ? 'addresses' : '', fault: null }
      return unwell ? unclear('unwell') : { verdict: 'slow', reason: 'slow', fault: null }
    }
  }
}

const CONNECTION_CODES = ['stalled', 'deadline', 'reset', 'headers-timeout', 'body-stalled', 'large-packets-lost']

/** Our own network can be the reason when nothing was reached, or everything is stuck or slow: then the canaries are asked. */
export function mayBeOurs(ended: Ended): boolean {
  if (ended.as === 'through') return ended.slow
  if (ended.as !== 'failure') return false
  const { layer, code } = ended
  return (
    layer === 'dns' || layer === 'tcp' || (['tls', 'path', 'http'].includes(layer) && CONNECTION_CODES.includes(code))
  )
}

/**
 * How surely a run broke where it says, 0 … 1: of a name by the name servers, of an address by the addresses, of a path by the
 * sizes that were tried; of what lies behind these by whether they were well. Only what `target` names counts, where anything does,
 * and the last that was seen of each address. `null` where nothing else was seen.
 */
export function confidenceOf(
  { layer, target = '' }: Where & { target?: string },
  evidence: Evidence | undefined,
): number | null {
  if (!evidence) return null
  const { sizes } = evidence
  const names = about(evidence.names, ({ name }) => target.includes(name))
  const ends = about(lastOf(evidence.ends), ({ name, address }) => target.includes(name) || target.includes(address))
  switch (layer) {
    case 'dns':
      return shareOf(names, ({ rcode, addresses }) => rcode !== 'NOERROR' || addresses.length === 0)
    case 'tcp':
    case 'tls':
    case 'http':
      return shareOf(ends, isBad)
    case 'path':
      return shareOf(sizes, ({ direction, bytes, outcome }) => {
        const lost = smallestLost(evidence, direction)
        return outcome === (lost !== null && bytes >= lost ? 'stalled' : 'ok')
      })
    default:
      return shareOf(lastOf(evidence.ends), isGood)
  }
}

/** Those that the target names, where it names any. */
function about<T>(all: T[], isNamed: (one: T) => boolean): T[] {
  const own = all.filter(isNamed)
  return own.length > 0 ? own : all
}

function shareOf<T>(all: readonly T[], test: (one: T) => boolean): number | null {
  return all.length === 0 ? null : Math.round((all.filter(test).length / all.length) * 100) / 100
}
