// How much a provider may be sent: so many messages a second, saved up for one second. Pure.

export type Bucket = { tokens: number; at: number }

/** The bucket after `count` messages were taken from it at `now`, or how long (milliseconds) to wait until they may be. */
export function take(
  { tokens, at }: Bucket,
  count: number,
  perSecond: number,
  now: number,
): { bucket: Bucket } | { waitMs: number } {
  const filled = Math.min(Math.max(perSecond, count), tokens + ((now - at) / 1000) * perSecond)
  if (filled >= count) return { bucket: { tokens: filled - count, at: now } }
  return { waitMs: Math.ceil(((count - filled) / perSecond) * 1000) }
}
