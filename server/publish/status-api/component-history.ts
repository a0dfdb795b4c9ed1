// The past of one component in /api/v1: a year of days, how its state changed, how long its runs took, and its incidents. Pure.
import Type, { type Static } from 'typebox'
import { kstDay } from '../../../views/format.ts'
import { availabilityOf, sumOf } from '../../incidents/availability.ts'
import { closed, Instant, instant, StateSchema } from '../api-schemas.ts'
import { changesOf } from '../component-changes.ts'
import type { PublicComponent, PublicDay, Snapshot } from '../snapshot.ts'
import { AvailabilitySchema, availabilityBody } from './availability-figures.ts'
import { From, readPeriod, To } from './question.ts'

const Minutes = Type.Number({ minimum: 0 })
const Percent = Type.Number({ minimum: 0, maximum: 100 })
const MaybeMilliseconds = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])

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

const ChangeSchema = Type.Object(
  {
    at: Instant,
    from: StateSchema,
    to: StateSchema,
    reason: Type.Union([Type.String(), Type.Null()], { description: 'the named reason of the decision' }),
    incident: Type.Union([Type.String(), Type.Null()], { description: 'id of the incident that tells of it' }),
  },
  closed,
)

export const ComponentHistorySchema = Type.Object(
  {
    id: Type.String(),
    availability: { ...AvailabilitySchema, description: 'of all of `days`' },
    days: Type.Array(DaySchema, { description: 'oldest first, at most a year, today included' }),
    changes: Type.Array(ChangeSchema, { description: 'of its state, newest first; at most 200' }),
    speeds: Type.Array(SpeedSchema, { description: 'of the last 24 hours' }),
    incidents: Type.Array(Type.String(), { description: 'ids, newest first' }),
  },
  closed,
)

export const HistoryQuestionSchema = Type.Object({ from: Type.Optional(From), to: Type.Optional(To) }, closed)

/** Days count as a whole when part of them was asked for. Throws QuestionError. */
export function componentHistoryDocument(
  snapshot: Snapshot,
  { id, days }: PublicComponent,
  question: Static<typeof HistoryQuestionSchema> = {},
): Static<typeof ComponentHistorySchema> {
  const { history, incidents, at: now } = snapshot
  const { from, to } = readPeriod(question)
  const own = [...incidents, ...history.incidents]
    .filter(({ components }) => components.some((one) => one.id === id))
    .toSorted((a, b) => b.beganAt - a.beganAt)
  const asked = [...(history.days.get(id) ?? []), ...days].filter(({ day }) => isAsked(day, from, to))
  const figures = sumOf(asked)
  return {
    id,
    availability: availabilityBody({ ...availabilityOf(figures), ...figures }),
    days: asked.map(dayBody),
    changes: changesOf(snapshot, id)
      .filter((one) => one.at >= from && one.at < to)
      .map((one) => ({ ...one, at: instant(one.at) })),
    speeds: (history.speeds.get(id) ?? []).map(({ location, step, every, points }) => ({
      location,
      step,
      everySeconds: every / 1000,
      points: points
        .filter(({ at }) => at + every > from && at < to)
        .map(({ at, typical, slowest, runs, failed }) => ({
          at: instant(at),
          typicalMs: typical,
          slowestMs: slowest,
          runs,
          failed,
        })),
    })),
    incidents: own
      .filter(({ beganAt, resolvedAt }) => beganAt < to && (resolvedAt ?? now) >= from)
      .map((one) => one.id),
  }
}

/** A Korean day begins nine hours before that of UTC, so days are compared by their names. */
function isAsked(day: string, from: number, to: number): boolean {
  return (
    (from === Number.NEGATIVE_INFINITY || day >= kstDay(from)) &&
    (to === Number.POSITIVE_INFINITY || day <= kstDay(to - 1))
  )
}

function dayBody(day: PublicDay): Static<typeof DaySchema> {
  const { percent, coverage, downMinutes, degradedMinutes } = availabilityBody({ ...availabilityOf(day), ...day })
  return { day: day.day, percent, coverage, downMinutes, degradedMinutes, corrected: day.corrected, note: day.note }
}
