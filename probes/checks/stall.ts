import { StepFailure } from '../flow.ts'

/** What is known about a connection that stood but on which nothing came any more: the evidence of the path check. */
export type Stall = {
  phase: 'tls' | 'headers' | 'body'
  address: string
  port: number
  secure: boolean
  /** Host name of the URL, for SNI and the Host header. */
  hostname: string
  /** Bytes that arrived on the socket since the request (or the handshake) began. */
  received: number
  /** The request that stalled; `null` while connecting. */
  request: { method: string; url: string } | null
  /** A page of the same origin that this session got whole before, larger than one packet. */
  control: string | null
}

/** A failure with an established connection: it may be the service, or a path that loses large packets. */
export class Stalled extends StepFailure {
  readonly stall: Stall
  constructor(fault: ConstructorParameters<typeof StepFailure>[0], stall: Stall) {
    super(fault)
    this.stall = stall
  }
}
