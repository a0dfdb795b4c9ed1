// One component of /api/v1, and its past: a year of days, how long its runs took, and its incidents. Pure.
import Type, { type Static } from 'typebox'
import { availabilityOf } from '../../incidents/availability.ts'
import { closed, Instant, instant } from '../api-schemas.ts'
import type { PublicComponent, PublicDay, Snapshot } from '../snapshot.ts'
import { ComponentSchema, componentBody } from '../status-api.ts'
import { availabilityBody } from './availability-figures.ts'

const Minutes = Type.Number({ minimum: 0 })
const Percent = Type.Number({ minimum: 0, maximum: 100 })
const MaybeMilliseconds = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])

export const OneComponentSchema = Type.Object({ component: ComponentSchema }, closed)

const DaySchema = Type.Object(
  {
    day: Type.String({ format: 'date', description: 'of Korea' }),
    percent: Type.Union([Percent, Type.Null()], { description: 'null: less than 95 % was watched' }),
    coverage: Percent,
    downMinutes: Minutes,
    degradedMinutes: Minutes,
    corrected: Type.Boolean(),
    note: Type.String({ description: 'why it was corrected' }),
  },
  closed,
)

const SpeedSchema = Type.Object(
  {
    location: Type.Union([Type.String(), Type.Null()], { description: 'null: all of them together' }),
    step: Type.Union([Type.String(), Type.Null()], { description: 'null: the whole run' }),
    everySeconds: Type.Integer({ minimum: 1 }),
    points: Type.Array(
      Type.Object(
        {
          at: Instant,
          typicalMs: {
            ...MaybeMilliseconds,
            description: 'what half of the working runs took at most; null: none worked',
          },
          slowestMs: { ...MaybeMilliseconds, description: 'what nine of ten took at most' },
          runs: Type.Integer({ minimum: 0 }),
          failed: Type.Integer({ minimum: 0 }),
        },
        closed,
      ),
    ),
  },
  closed,
)

export const ComponentHistorySchema = Type.Object(
  {
    id: Type.String(),
    days: Type.Array(DaySchema, { description: 'oldest first, at most a year, today included' }),
    speeds: Type.Array(SpeedSchema, { description: 'of the last 24 hours' }),
    incidents: Type.Array(Type.String(), { description: 'ids, newest first' }),
  },
  closed,
)

export function oneComponentDocument(component: PublicComponent): Static<typeof OneComponentSchema> {
  return { component: componentBody(component) }
}

export function componentHistoryDocument(
  { history, incidents }: Snapshot,
  { id, days }: PublicComponent,
): Static<typeof ComponentHistorySchema> {
  return {
    id,
    days: [...(history.days.get(id) ?? []), ...days].map(dayBody),
    speeds: (history.speeds.get(id) ?? []).map(({ location, step, every, points }) => ({
      location,
      step,
      everySeconds: every / 1000,
      points: points.map(({ at, typical, slowest, runs, failed }) => ({
        at: instant(at),
        typicalMs: typical,
        slowestMs: slowest,
        runs,
        failed,
      })),
    })),
    incidents: [...incidents, ...history.incidents]
      .filter(({ components }) => components.some((one) => one.id === id))
      .map((one) => one.id),
  }
}

function dayBody(day: PublicDay) {
  const { percent, coverage, downMinutes, degradedMinutes } = availabilityBody({ ...availabilityOf(day), ...day })
  return { day: day.day, percent, coverage, downMinutes, degradedMinutes, corrected: day.corrected, note: day.note }
}
