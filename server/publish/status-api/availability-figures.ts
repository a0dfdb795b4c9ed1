// How much of a time something worked, as the documents of /api/v1 say it. Pure.
import Type, { type Static } from 'typebox'
import { closed } from '../api-schemas.ts'
import type { PublicAvailability } from '../snapshot.ts'

const Percent = Type.Number({ minimum: 0, maximum: 100 })
const Minutes = Type.Number({ minimum: 0 })
export const AvailabilitySchema = Type.Object(
  {
    percent: Type.Union([Percent, Type.Null()], {
      description: 'of the watched time, what worked; null: less than 95 % of it was watched',
    }),
    coverage: Type.Number({ minimum: 0, maximum: 100, description: 'percent of the time that was watched' }),
    low: Type.Number({ minimum: 0, maximum: 100, description: 'if all unwatched time had been down' }),
    high: Type.Number({ minimum: 0, maximum: 100, description: 'if all unwatched time had been up' }),
    downMinutes: Minutes,
    degradedMinutes: Minutes,
  },
  closed,
)

export function availabilityBody(one: PublicAvailability): Static<typeof AvailabilitySchema> {
  return {
    percent: one.share === null ? null : inPercent(one.share),
    coverage: inPercent(one.coverage),
    low: inPercent(one.low),
    high: inPercent(one.high),
    downMinutes: inMinutes(one.down),
    degradedMinutes: inMinutes(one.degraded),
  }
}

/** Two decimals, and never a 100 that is not true. */
function inPercent(share: number): number {
  return share >= 1 ? 100 : Math.min(99.99, Math.round(share * 10_000) / 100)
}

function inMinutes(milliseconds: number): number {
  return Math.round(milliseconds / 6000) / 10
}
