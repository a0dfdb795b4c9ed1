// Availability of every component in /api/v1: of 90 days, of a year, and by month. Pure.
import Type, { type Static } from 'typebox'
import { availabilityOf, sumOf } from '../../incidents/availability.ts'
import { closed } from '../api-schemas.ts'
import type { PublicComponent, PublicDay, Snapshot } from '../snapshot.ts'
import { AvailabilitySchema, availabilityBody } from './availability-figures.ts'
import { allComponents } from './components.ts'
import { noComponent } from './question.ts'

const MonthSchema = Type.Object(
  { month: Type.String({ pattern: '^\\d{4}-\\d{2}$' }), ...AvailabilitySchema.properties },
  closed,
)

export const AvailabilitiesSchema = Type.Object(
  {
    components: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          target: Type.Union([Type.Number({ minimum: 0, maximum: 100 }), Type.Null()], {
            description: 'percent aimed at',
          }),
          ninetyDays: Type.Optional({ ...AvailabilitySchema, description: 'not there with `span=12m`' }),
          twelveMonths: Type.Optional({
            ...AvailabilitySchema,
            description: 'of all of `months`; not with `span=90d`',
          }),
          months: Type.Optional(
            Type.Array(MonthSchema, {
              description: 'oldest first, of Korea; the present one so far; not there with `span=90d`',
            }),
          ),
        },
        closed,
      ),
    ),
  },
  closed,
)

export const AvailabilityQuestionSchema = Type.Object(
  {
    span: Type.Optional(Type.Enum(['90d', '12m'], { description: 'only of the last 90 days, or of the last year' })),
    component: Type.Optional(
      Type.String({ description: 'id of a component of /components', examples: ['government24/login'] }),
    ),
  },
  closed,
)

/** Of what is watched here. Throws QuestionError. */
export function availabilityDocument(
  snapshot: Snapshot,
  { span, component }: Static<typeof AvailabilityQuestionSchema> = {},
): Static<typeof AvailabilitiesSchema> {
  const all = allComponents(snapshot.services)
  if (component !== undefined && !all.some(({ id }) => id === component)) throw noComponent(component)
  const { targets } = snapshot.site
  return {
    components: all
      .filter(({ id, watched }) => watched && (component === undefined || id === component))
      .map((one) => ({
        id: one.id,
        target: targets[one.id] ?? targets[one.service] ?? null,
        ...(span !== '12m' && { ninetyDays: availabilityBody(one.availability) }),
        ...(span !== '90d' && yearOf(one, snapshot)),
      })),
  }
}

function yearOf({ id, days }: PublicComponent, { history }: Snapshot) {
  const year = [...(history.days.get(id) ?? []), ...days]
  const byMonth = Map.groupBy(year, ({ day }) => day.slice(0, 7))
  return {
    twelveMonths: sumBody(year),
    months: [...byMonth].map(([month, own]) => ({ month, ...sumBody(own) })),
  }
}

function sumBody(days: PublicDay[]): Static<typeof AvailabilitySchema> {
  const figures = sumOf(days)
  return availabilityBody({ ...availabilityOf(figures), ...figures })
}
