// When to try again: arithmetic only, it never sleeps.
import type { Channel } from '../../data/tables.ts'

const BASE_MS = 5_000
const CAP_MS = 15 * 60_000
const PROVIDER_CAP_MS = 60_000
const HOUR_MS = 3_600_000

/** How long a message is tried before it is given up: what is meant for the moment helps nobody late, a mail still does. */
export const GIVE_UP_AFTER_MS: Record<Channel, number> = {
  sms: 4 * HOUR_MS,
  push: 4 * HOUR_MS,
  chat: 24 * HOUR_MS,
  webhook: 24 * HOUR_MS,
  email: 72 * HOUR_MS,
}

/**
 * Milliseconds until the next try after `tries` failed ones (full jitter, 5 s doubling up to 15 min), or `null` to give up
 * because trying began `elapsedMs` ago. `random` is in [0, 1).
 */
export function retryAfter(channel: Channel, tries: number, elapsedMs: number, random: number): number | null {
  if (elapsedMs >= GIVE_UP_AFTER_MS[channel]) return null
  return jitter(tries, CAP_MS, random)
}

/** Milliseconds until a provider that is down is called again; at most a minute, because everybody waits for it. */
export function providerRetryAfter(failures: number, random: number): number {
  return jitter(failures, PROVIDER_CAP_MS, random)
}

function jitter(failures: number, cap: number, random: number): number {
  const doublings = Math.min(Math.max(failures - 1, 0), 30)
  return Math.round(random * Math.min(cap, BASE_MS * 2 ** doublings))
}
