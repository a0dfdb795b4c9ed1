// The vocabulary of flows. A flow is a literal: its steps are known before it runs, nothing registers itself.
import type { Hand } from './checks/browser/hand.ts'
import type { DocumentCheck, IssuedDocument } from './checks/document.ts'
import type { Form, Page, PageRequest, Session } from './checks/http.ts'
import type { Identity } from './credentials/identity.ts'
import type { EvidenceNotes } from './evidence.ts'
import type { Layer } from './result.ts'
import type { Target } from './settings.ts'

/** `anonymous` flows touch only public pages; `authorised` ones log in and need `authorisation` for a real service. */
export type Tier = 'anonymous' | 'authorised'

export type Flow = {
  /** `<service>/<name>`, e.g. `government24/issue-resident-register` */
  id: string
  /** The catalogue's component that this flow exercises, e.g. `government24/resident-register` */
  component: string
  /** The key of the target in the settings, e.g. `government24` */
  service: string
  tier: Tier
  /** How it looks: `http` (default) speaks HTTP itself, `browser` drives a real browser with the same steps. */
  kind?: 'http' | 'browser'
  everySeconds: number
  timeoutSeconds: number
  /** A run that succeeds but takes longer is `slow`. */
  slowAfterSeconds: number
  /** Each run has a document issued: not to be repeated at will. */
  issues?: true
  steps: Step[]
}

export type Step = { id: string; run: (context: StepContext) => Promise<void> }

/** What a step can use. Everything in it is made anew for each run. */
export type StepContext = {
  target: Target
  session: Session
  /** What only a browser can do; `null` in flows of kind `http`. */
  browser: Hand | null
  identity: Identity | null
  /** What earlier steps of this run left for later ones (page, form, document number …). */
  memory: Map<string, unknown>
  /** The page that an earlier step kept with `keep`; throws a programming error when there is none. */
  recall: <T>(name: string) => T
  keep: (name: string, value: unknown) => void
  /** Notes what was asserted; throws a StepFailure of layer `app` (or `layer`) when it does not hold. */
  expect: (
    what: string,
    holds: boolean,
    otherwise: { code: string; cause: string; layer?: Layer; target?: string },
  ) => void
  /** Opens and checks an issued PDF; notes its evidence in the result; throws StepFailure of layer `document`. */
  document: (bytes: Uint8Array, expected: DocumentCheck) => Promise<IssuedDocument>
  /** What the ladder saw: written by the checks, kept with the result. */
  evidence: EvidenceNotes
  /** Wall clock, UTC milliseconds. */
  now: () => number
  /** Ends the run at the flow's deadline. */
  signal: AbortSignal
}

export type { DocumentCheck, Form, Identity, IssuedDocument, Page, PageRequest, Session, Target }

export function step(id: string, run: Step['run']): Step {
  return { id, run }
}

/** The service did not do what it must. */
export class StepFailure extends Error {
  readonly layer: Layer
  readonly code: string
  readonly target: string
  readonly expectation: string
  constructor(fault: { layer: Layer; code: string; target: string; expectation: string; cause: string }) {
    super(fault.cause)
    this.layer = fault.layer
    this.code = fault.code
    this.target = fault.target
    this.expectation = fault.expectation
  }
}

/** We cannot tell: blocked, asked for a human, the test account is in trouble, our own network. Never an outage. */
export class Inconclusive extends Error {
  readonly code: string
  /** How long the service wants to be left alone, where it said so. */
  readonly retryAfterSeconds: number | undefined
  constructor(code: string, cause: string, retryAfterSeconds?: number) {
    super(cause)
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}
