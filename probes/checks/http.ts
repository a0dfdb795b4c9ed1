import type { Timings } from '../result.ts'
import type { Outline } from './outline.ts'

export type PageRequest = {
  /** Default 15,000. */
  timeoutMs?: number
  headers?: Record<string, string>
}

/** An answer that was read whole, after redirects (each hop with cookies of its own host). */
export type Page = {
  url: string
  status: number
  contentType: string
  bytes: Uint8Array
  /** The addresses passed on the way here, without query; empty when nothing was redirected. */
  hops: string[]
  /** Decoded text; empty for binary content. */
  text: string
  /** Visible text of an HTML page, white space folded. */
  visible: string
  title: string
  /** What an HTML page is built of; `null` for anything else. */
  outline: Outline | null
  /** The form whose selector is given (default: the only form), ready to be filled in; throws StepFailure `form-missing`. */
  form: (selector?: string) => Form
  /** Absolute address of the link whose selector or visible text is given; throws StepFailure `link-missing`. */
  link: (selectorOrText: string) => string
}

/** Fields exactly as the page gave them (hidden ones included). Setting a field that the form does not have throws. */
export type Form = {
  action: string
  method: 'GET' | 'POST'
  fields: Map<string, string>
  set: (name: string, value: string) => Form
}

export type Measurements = { timings: Timings; requests: number; bytesSent: number; bytesReceived: number }

/** Where a request stands. `mark` changes with every byte, name, connection, handshake and answer. */
export type Standing = { layer: 'dns' | 'tcp' | 'tls' | 'http'; target: string; mark: string }

/** One cold browser-like session: own cookies, own connections, no TLS resumption. */
export type Session = {
  get: (url: string, request?: PageRequest) => Promise<Page>
  submit: (form: Form, request?: PageRequest) => Promise<Page>
  /** Counters since the last call: for the step's result. */
  takeMeasurements: () => Measurements
  /** The same counters so far, without starting anew. */
  measurementsSoFar: () => Measurements
  /** What is waited for right now, or `null` when no request is under way. */
  standing: () => Standing | null
  /**
   * When the steps are over, within two to six seconds at most and at once where all is well: name servers that are still silent
   * are noted as such, and where an address failed while another served, the others are judged.
   */
  lookAround?: () => Promise<void>
  close: () => Promise<void>
}

export { openSession, type SessionSettings } from './session.ts'
