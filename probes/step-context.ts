import type { Hand } from './checks/browser/hand.ts'
import { checkDocument, type IsCopy } from './checks/document.ts'
import type { Identity } from './credentials/identity.ts'
import type { EvidenceNotes } from './evidence.ts'
import { type Session, type StepContext, StepFailure } from './flow.ts'
import type { DocumentEvidence } from './result.ts'
import type { Target } from './settings.ts'

/** What the steps of a run leave for its result. */
export type StepNotes = { asserted: string[]; document: DocumentEvidence | null }

type Parts = {
  isCopy: IsCopy
  target: Target
  identity: Identity | null
  session: Session
  browser: Hand | null
  evidence: EvidenceNotes
  signal: AbortSignal
  now: () => number
  notes: StepNotes
}

/** Everything a step can use, with what it asserts and receives written into `notes`. */
export function makeContext({ notes, isCopy, ...parts }: Parts): StepContext {
  const memory = new Map<string, unknown>()
  return {
    ...parts,
    memory,
    keep: (name, value) => {
      memory.set(name, value)
    },
    recall<T>(name: string): T {
      if (!memory.has(name))
        throw new Error(`no earlier step kept "${name}"; it has: ${[...memory.keys()].join(', ') || 'nothing'}`)
      return memory.get(name) as T
    },
    expect(what, holds, { code, cause, layer = 'app', target = Object.values(parts.target.hosts)[0] ?? '' }) {
      if (!holds) throw new StepFailure({ layer, code, target, expectation: what, cause })
      notes.asserted.push(what)
    },
    async document(bytes, expected) {
      const issued = await checkDocument(bytes, expected, isCopy)
      notes.document = issued.evidence
      notes.asserted.push(`an issued document: ${expected.title}`)
      return issued
    },
  }
}
