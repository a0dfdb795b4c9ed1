// Buckets of time: five minutes, hours, days and months of Korea, which has no summer time. Pure; instants are UTC milliseconds.
import type { Span } from '../../data/tables.ts'
import { KST_OFFSET } from '../../views/format.ts'

export const FIVE_MINUTES = 300_000
export const HOUR = 3600_000
export const DAY = 86_400_000

/** From its first millisecond to the first one after it. */
export type Bucket = { from: number; until: number }

/** Midnight in Seoul before or at `at`. Korea has no summer time: a day is always 24 hours. */
export function startOfDay(at: number): number {
  return Math.floor((at + KST_OFFSET) / DAY) * DAY - KST_OFFSET
}

/** When the first of the last `count` days begins; the last one is the day of `now`. */
export function firstDay(now: number, count = 90): number {
  return startOfDay(now) - (count - 1) * DAY
}

/** The bucket that `at` lies in. */
export function bucketOf(span: Span, at: number): Bucket {
  if (span === 'month') return monthOf(at)
  if (span === 'day') return { from: startOfDay(at), until: startOfDay(at) + DAY }
  const length = span === 'hour' ? HOUR : FIVE_MINUTES
  const from = Math.floor(at / length) * length
  return { from, until: from + length }
}

/** Every bucket that touches the time from `from` until `until` (exclusive), oldest first. */
export function bucketsBetween(span: Span, from: number, until: number): Bucket[] {
  const found: Bucket[] = []
  for (let at = from; at < until; at = found.at(-1)?.until ?? until) found.push(bucketOf(span, at))
  return found
}

/** The month called YYYY-MM, or null when there is no such month. */
export function namedMonth(name: string): Bucket | null {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(name) ?? []
  return year === undefined ? null : monthFrom(Number(year), Number(month) - 1)
}

function monthOf(at: number): Bucket {
  const local = new Date(at + KST_OFFSET)
  return monthFrom(local.getUTCFullYear(), local.getUTCMonth())
}

function monthFrom(year: number, month: number): Bucket {
  return { from: Date.UTC(year, month, 1) - KST_OFFSET, until: Date.UTC(year, month + 1, 1) - KST_OFFSET }
}
