// Tells "the service is stuck" from "large packets do not arrive" (17 November 2023: small exchanges all worked).
//
// Evidence, all on fresh connections to the address that stalled, each at most `pathMs`:
// 1. HEAD / (small both ways) must be answered; a stuck or overloaded server fails here and keeps its own fault.
//    If even that handshake stalls, a 50-byte hello must be answered by a TLS alert: then only the certificate is lost.
// 2. Something of another size must stall where only the size differs:
//    a. up: HEAD / with 3 kB of padding: the same work for the server, more than one packet from us; and
//    b. down: a page that this session got whole before, whose HEAD is answered now but whose body does not come; or,
//       without such a page, the stalled GET again (or GET /), if its HEAD announces a body larger than a packet.
//    Each is tried three times at once, and two of them count.
// Anything else keeps the fault as it was: slowness of one page proves nothing about packets.
import type { SecureContext } from 'node:tls'
import type { EvidenceNotes } from '../evidence.ts'
import type { StepFailure } from '../flow.ts'
import { endpointText, rootOf } from './endpoint.ts'
import { directionOf, LargePacketsLost, lostWhere, PADDING } from './large-packets.ts'
import { type Ask, type Asked, answersTinyHello, ask, seen, stalls } from './small-exchange.ts'
import type { Stalled } from './stall.ts'

export type PathSettings = {
  secureContext: SecureContext
  userAgent: string
  pathMs: number
  evidence?: EvidenceNotes | undefined
}

const PACKET = 1_400

/** The same failure, or one of layer `path`, code `large-packets-lost`, when the evidence shows it. */
export async function explainStall(
  fault: Stalled,
  control: string | null,
  settings: PathSettings,
): Promise<StepFailure> {
  const { stall } = fault
  const root = rootOf(stall)
  const send = (request: Ask) => ask(stall, request, settings)
  const known = control ?? (stall.request?.method === 'GET' ? stall.request.url : null)
  const suspect = { endpoint: stall, small: root, large: known, upload: null }
  const lost = (evidence: string) => new LargePacketsLost(described(fault, evidence), suspect)

  const small = await send({ method: 'HEAD', url: root })
  if (small.end === 'tls-stalled') {
    if (!(await answersTinyHello(stall, settings.pathMs))) return fault
    return lost('a hello of 50 bytes is answered, but the certificate does not arrive')
  }
  if (small.end !== 'answered') return fault

  const [padded, whole] = await Promise.all([
    mostly(() => send({ method: 'HEAD', url: root, padding: PADDING })),
    stalledBody(known ?? root, Boolean(control), send),
  ])
  const { evidence } = settings
  evidence?.size({ address: stall.address, direction: 'up', bytes: PADDING, ...seen(padded) })
  if (whole) evidence?.size({ address: stall.address, direction: 'down', bytes: whole.bytes, ...seen(whole.asked) })
  const down = whole !== null && stalls(whole.asked)
  const direction = directionOf({ up: stalls(padded), down })
  if (!direction) return fault
  const passes = `small exchanges pass (HEAD / in ${Math.round(small.ms)} ms)`
  const what = [
    ...(stalls(padded) ? [`a request of ${PADDING} bytes gets no answer`] : []),
    ...(down ? [`answers larger than about ${PACKET} bytes stall`] : []),
  ]
  return lost(`${lostWhere(direction)}: ${passes}, while ${what.join(' and ')}`)
}

type Send = (request: Ask) => Promise<Asked>

/** Asks for a body that is larger than a packet; `null` when nothing shows that this one is, or its HEAD is not answered. */
async function stalledBody(url: string, known: boolean, send: Send): Promise<{ asked: Asked; bytes: number } | null> {
  const head = await send({ method: 'HEAD', url })
  if (head.end !== 'answered' || (!known && head.announced < PACKET)) return null
  return { asked: await mostly(() => send({ method: 'GET', url })), bytes: head.announced }
}

/**
 * What two of three exchanges at once come to: where nine of ten packets are lost, the tenth must not hide it, and where
 * one answer of ten is late, that one must not look like loss.
 */
async function mostly(exchange: () => Promise<Asked>): Promise<Asked> {
  const three = await Promise.all([exchange(), exchange(), exchange()])
  const sorted = three.toSorted((a, b) => Number(stalls(a)) - Number(stalls(b)) || a.ms - b.ms)
  return sorted[1] as Asked
}

function described(fault: Stalled, evidence: string) {
  return {
    target: `${fault.target} (${endpointText(fault.stall)})`,
    expectation: `${fault.expectation}, whatever its size`,
    cause: `${evidence}; ${fault.stall.received} bytes of the answer had arrived when it stopped`,
  }
}
