// Asks our own server for an echo: whether it is really it that answers, and how far our clock is from its.
import { randomBytes } from 'node:crypto'
import { Value } from 'typebox/value'
import type { Health } from '../health.ts'
import { ECHO_PATH, EchoSchema } from '../result.ts'

/** A slower answer says too little about the clock. */
const CLOCK_RTT_MS = 1_000
/** Network Authentication Required (RFC 6585 §6): a captive portal. */
const NETWORK_LOGIN = 511

export type EchoAnswer = Pick<Health, 'echo' | 'clockOffsetMs'>

/**
 * The echoes of all `servers` (origin and path prefix), asked at once: `ok` when one of them answers with our nonce.
 * A server that refuses (4xx) says nothing. The offset is the smallest one seen: one wrong clock may be a server's.
 * `now` is the wall clock, UTC milliseconds. Never throws.
 */
export async function askEcho(servers: string[], now: () => number, signal: AbortSignal): Promise<EchoAnswer> {
  const answers = await Promise.all(servers.map((server) => askOne(server, now, signal)))
  const offsets = answers.flatMap(({ clockOffsetMs }) => (clockOffsetMs === null ? [] : [clockOffsetMs]))
  const echo = (['ok', 'other', 'failed'] as const).find((one) => answers.some((answer) => answer.echo === one))
  const nearest = offsets.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0]
  return { echo: echo ?? 'unknown', clockOffsetMs: nearest ?? null }
}

async function askOne(server: string, now: () => number, signal: AbortSignal): Promise<EchoAnswer> {
  const nonce = randomBytes(16).toString('hex')
  try {
    const base = server.endsWith('/') ? server : `${server}/`
    const began = now()
    const response = await fetch(new URL(`.${ECHO_PATH}?nonce=${nonce}`, base), { redirect: 'manual', signal })
    const answer: unknown = await response.json().catch(() => null)
    const ended = now()
    if (Value.Check(EchoSchema, answer) && answer.nonce === nonce) {
      const rtt = ended - began
      const known = rtt >= 0 && rtt < CLOCK_RTT_MS
      return { echo: 'ok', clockOffsetMs: known ? Math.round(answer.now - (began + ended) / 2) : null }
    }
    return { echo: meaningOf(response.status), clockOffsetMs: null }
  } catch {
    return { echo: 'failed', clockOffsetMs: null }
  }
}

/** A server in trouble is no proxy, nor is one that is too old, too busy or too well guarded to echo. */
function meaningOf(status: number): Health['echo'] {
  if (status >= 500 && status !== NETWORK_LOGIN) return 'failed'
  return status >= 400 && status < 500 ? 'unknown' : 'other'
}
