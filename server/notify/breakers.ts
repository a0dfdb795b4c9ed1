// Providers that fail are left alone for a while. What is remembered here costs, when it is lost, a few calls.
import { providerRetryAfter } from './retry.ts'
import type { SendError } from './sms/provider.ts'

/** By provider: failed calls since the last good one, since when, and when it is called again (UTC ms). */
export type Breakers = Map<string, { failures: number; since: number; retryAt: number }>

/** Leaves `provider` alone after a failed call; gives how long (milliseconds) and the how manyth failure it was. */
export function trip(
  breakers: Breakers,
  provider: string,
  { retryAfterMs }: SendError,
  now: number,
  random: number,
): { failures: number; waitMs: number } {
  const before = breakers.get(provider)
  const failures = (before?.failures ?? 0) + 1
  const waitMs = Math.max(retryAfterMs ?? 0, providerRetryAfter(failures, random), 1)
  breakers.set(provider, { failures, since: before?.since ?? now, retryAt: now + waitMs })
  return { failures, waitMs }
}

export function isOpen(breakers: Breakers, provider: string, now: number): boolean {
  return (breakers.get(provider)?.retryAt ?? 0) > now
}
