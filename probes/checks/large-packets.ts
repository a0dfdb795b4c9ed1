// The fault of 17 November 2023, as it is said: small exchanges pass, large packets do not arrive.
import { StepFailure } from '../flow.ts'
import type { Endpoint } from './endpoint.ts'

/** More than one packet (Ethernet takes 1,460 bytes of payload), and less than servers take as headers (8 KiB). */
export const PADDING = 3_000

/** Which way large packets are lost, as far as it was seen. */
type Direction = 'down' | 'up' | 'both'

/** What the sizes can be tried on afterwards: any address of the host, and one whose answer is large. */
export type Suspect = { endpoint: Endpoint; small: string; large: string | null; upload: string | null }

/** A fault of layer `path`, code `large-packets-lost`. */
export class LargePacketsLost extends StepFailure {
  readonly suspect: Suspect
  constructor(fault: { target: string; expectation: string; cause: string }, suspect: Suspect) {
    super({ layer: 'path', code: 'large-packets-lost', ...fault })
    this.suspect = suspect
  }
}

const WAYS: Record<Direction, string> = {
  down: 'on the way from the service to us',
  up: 'on the way from us to the service',
  both: 'both ways',
}

/** `large packets are lost on the way from the service to us`. */
export function lostWhere(direction: Direction): string {
  return `large packets are lost ${WAYS[direction]}`
}

/** The direction of what was lost; `null` when neither way is known to lose. */
export function directionOf(lost: { down: boolean; up: boolean }): Direction | null {
  if (lost.down && lost.up) return 'both'
  return lost.down ? 'down' : lost.up ? 'up' : null
}
