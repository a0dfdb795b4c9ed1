// Tells "the service is stuck" from "large packets do not arrive" (17 November 2023: small exchanges all worked).
//
// Evidence, all on fresh connections to the address that stalled, each at most `pathMs`:
// 1. HEAD / (small both ways) must be answered; a stuck or overloaded server fails here and keeps its own fault.
//    If even that handshake stalls, a 50-byte hello must be answered by a TLS alert: then only the certificate is lost.
// 2. Something of another size must stall where only the size differs:
//    a. HEAD / with 3 kB of padding: the same work for the server, more than one packet from us; or
//    b. a page that this session got whole before, whose HEAD is answered now but whose body does not come; or
//    c. without such a page, the stalled GET again, if its HEAD announces a body larger than a packet.
// Anything else keeps the fault as it was: slowness of one page proves nothing about packets.
import type { SecureContext } from 'node:tls'
import { StepFailure } from '../flow.ts'
import { type Asked, answersTinyHello, ask } from './small-exchange.ts'
import type { Stall, Stalled } from './stall.ts'

export type PathSettings = { secureContext: SecureContext; userAgent: string; pathMs: number }

const PACKET = 1_400
const PADDING = 3_000

/** The same failure, or one of layer `path`, code `large-packets-lost`, when the evidence shows it. */
export async function explainStall(
  fault: Stalled,
  control: string | null,
  settings: PathSettings,
): Promise<StepFailure> {
  const { stall } = fault
  const send = (method: 'GET' | 'HEAD', url: string, padding = 0) => ask(stall, { method, url, padding }, settings)
  const root = `${stall.secure ? 'https' : 'http'}://${stall.hostname.includes(':') ? `[${stall.hostname}]` : stall.hostname}:${stall.port}/`

  const small = await send('HEAD', root)
  if (small.end === 'tls-stalled') {
    if (!(await answersTinyHello(stall, settings.pathMs))) return fault
    return lost(fault, 'a hello of 50 bytes is answered, but the certificate does not arrive')
  }
  if (small.end !== 'answered') return fault
  const passes = `small exchanges pass (HEAD / in ${Math.round(small.ms)} ms)`

  const padded = await send('HEAD', root, PADDING)
  if (stalls(padded)) return lost(fault, `${passes}, while a request of ${PADDING} bytes gets no answer`)

  const url = control ?? (stall.request?.method === 'GET' ? stall.request.url : null)
  if (!url) return fault
  const head = await send('HEAD', url)
  if (head.end !== 'answered' || (!control && head.announced < PACKET)) return fault
  const whole = await send('GET', url)
  return stalls(whole) ? lost(fault, `${passes}, while answers larger than about ${PACKET} bytes stall`) : fault
}

function stalls(asked: Asked): boolean {
  return asked.end === 'stalled' || asked.end === 'tls-stalled'
}

function lost(fault: Stalled, evidence: string): StepFailure {
  return new StepFailure({
    layer: 'path',
    code: 'large-packets-lost',
    target: `${fault.target} (${endpoint(fault.stall)})`,
    expectation: `${fault.expectation}, whatever its size`,
    cause: `${evidence}; ${fault.stall.received} bytes of the answer had arrived when it stopped`,
  })
}

function endpoint({ address, port }: Stall): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
