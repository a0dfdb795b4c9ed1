// What a run looks at beside its steps: the size pair and the kernel's counters; and what they make of a failure.
import type { EvidenceNotes } from '../evidence.ts'
import { StepFailure } from '../flow.ts'
import type { SizePair, Target } from '../settings.ts'
import { resolve } from './dns.ts'
import { leadsTo, placeOf } from './endpoint.ts'
import { kernelGrowth, lateKernel, readKernel } from './kernel.ts'
import { LargePacketsLost } from './large-packets.ts'
import { deadline, LIMITS, type Limits } from './limits.ts'
import { compareSizes, NOTHING_SEEN, type SizesSeen, type SizesSettings } from './sizes.ts'
import { Stalled } from './stall.ts'
import { sweepSizes, sweptWords } from './sweep.ts'
import { trustOf } from './tls.ts'

export type BesideSettings = {
  target: Pick<Target, 'ca' | 'resolvers' | 'sizePair'>
  userAgent: string
  evidence: EvidenceNotes
  limits?: Partial<Limits> | undefined
  /** Ends everything. */
  stop?: AbortSignal | undefined
}

type Failed = { error: unknown; step: string }
/** What a run comes to: `slow` is the reason when only large exchanges are. */
type Concluded = { failed: Failed | null; slow: string | null }

/** The step that a fault is given to which only the size pair saw. */
const SIZE_PAIR = 'size_pair'

/**
 * Starts to look; `conclude` waits for it and says what it makes of the run, whose steps ended with `failed` or well:
 * - where large packets are lost, a stall or a broken connection is that, and so is a run that went well;
 * - any other failure stays what it is, and says that the way is fine where that was seen after it.
 */
export function lookBeside(settings: BesideSettings): { conclude: (failed: Failed | null) => Promise<Concluded> } {
  const { evidence } = settings
  const before = lateKernel()
  const first = lookAtSizes(settings)
  return {
    conclude: async (failed) => {
      let sizes = await first
      if (failed && !sizes.lost && spokenTo(failed.error)) sizes = await lookAtSizes(settings)
      const concluded = await addSweep(weigh(failed, sizes), settings)
      // the kernel makes these texts anew for each reader: not worth it for a run that says nothing of sizes and went well
      const after = failed || settings.target.sizePair ? readKernel() : null
      if (before && after) evidence.kernel(kernelGrowth(before, after))
      return concluded
    },
  }
}

/** What steps and sizes come to together. */
function weigh(failed: Failed | null, { lost, slow, fine }: SizesSeen): Concluded {
  if (!failed) return { failed: lost && { error: lost, step: SIZE_PAIR }, slow }
  const { error, step } = failed
  if (lost && mayBeLostPackets(error)) return { failed: { error: lost, step }, slow: null }
  if (fine && error instanceof StepFailure && ['http', 'auth'].includes(error.layer)) {
    return { failed: { error: said(error, `the way to the service itself is fine: ${fine}`), step }, slow: null }
  }
  return { failed, slow: null }
}

/** Whether the service was reached: then the pair has to be looked at once more, now. */
function spokenTo(error: unknown): boolean {
  return error instanceof StepFailure && !['dns', 'tcp'].includes(error.layer)
}

/** Servers close connections on which nothing gets through, so that their ends may be of lost packets too. */
const ENDS = ['deadline', 'reset', 'connection-closed']

function mayBeLostPackets(error: unknown): boolean {
  if (error instanceof LargePacketsLost || error instanceof Stalled) return true
  return error instanceof StepFailure && ['tls', 'http', 'app'].includes(error.layer) && ENDS.includes(error.code)
}

function said({ layer, code, target, expectation, message }: StepFailure, more: string): StepFailure {
  return new StepFailure({ layer, code, target, expectation, cause: `${message}; ${more}` })
}

async function lookAtSizes(settings: BesideSettings): Promise<SizesSeen> {
  const pair = settings.target.sizePair
  if (!pair) return NOTHING_SEEN
  try {
    const end = placeOf(pair.small)
    const { dnsMs } = { ...LIMITS, ...settings.limits }
    const signal = deadline(dnsMs, settings.stop)
    const [address] = await resolve(end.hostname, { resolvers: settings.target.resolvers, timeoutMs: dnsMs, signal })
    if (address === undefined || !leadsTo(pair.large, end)) return NOTHING_SEEN
    return await compareSizes({ address, ...end }, asked(pair, settings))
  } catch {
    return NOTHING_SEEN // not even the name: the steps say why
  }
}

async function addSweep(concluded: Concluded, settings: BesideSettings): Promise<Concluded> {
  const { failed } = concluded
  if (!(failed?.error instanceof LargePacketsLost)) return concluded
  const { error, step } = failed
  const { sweepMs } = { ...LIMITS, ...settings.limits }
  const swept = await sweepSizes(error.suspect, {
    ...exchanging(settings),
    sweepMs,
    evidence: settings.evidence,
  })
  const words = sweptWords(swept)
  return words ? { ...concluded, failed: { error: said(error, words), step } } : concluded
}

function asked(pair: SizePair, settings: BesideSettings): SizesSettings {
  const { largeMs, againMs } = { ...LIMITS, ...settings.limits }
  return { ...exchanging(settings), pair, largeMs, againMs, evidence: settings.evidence }
}

function exchanging({ target, userAgent, limits, stop }: BesideSettings) {
  const { pathMs } = { ...LIMITS, ...limits }
  return { secureContext: trustOf(target), userAgent, pathMs, stop }
}
