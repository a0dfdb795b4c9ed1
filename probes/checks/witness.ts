// What a session itself remembers of what it noted, so that what is still open can be looked at when its steps are over.
import type { EvidenceNotes } from '../evidence.ts'
import type { Evidence } from '../result.ts'

export type Witness = {
  /** Passes everything on. */
  evidence: EvidenceNotes | undefined
  ends: Evidence['ends'][number][]
  onAsking: (noted: Promise<unknown>) => void
  /** Once every name server that was asked is noted. */
  named: () => Promise<void>
}

export function bearWitness(evidence: EvidenceNotes | undefined): Witness {
  const ends: Witness['ends'] = []
  const asking: Promise<unknown>[] = []
  const end: EvidenceNotes['end'] = (sight) => {
    ends.push(sight)
    evidence?.end(sight)
  }
  return {
    evidence: evidence && { ...evidence, end },
    ends,
    onAsking: (noted) => void asking.push(noted),
    named: async () => void (await Promise.all(asking)),
  }
}
