// Availability of every component by month, in /api/v1. Pure.
import Type, { type Static } from 'typebox'
import { availabilityOf, sumOf } from '../../incidents/availability.ts'
import { closed } from '../api-schemas.ts'
import type { Snapshot } from '../snapshot.ts'
import { AvailabilitySchema, availabilityBody } from './availability-figures.ts'

export const AvailabilitiesSchema = Type.Object(
  {
    components: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          target: Type.Union([Type.Number({ minimum: 0, maximum: 100 }), Type.Null()], {
            description: 'percent aimed at',
          }),
          ninetyDays: AvailabilitySchema,
          months: Type.Array(
            Type.Object(
              { month: Type.String({ pattern: '^\\d{4}-\\d{2}$' }), ...AvailabilitySchema.properties },
              closed,
            ),
            { description: 'oldest first, at most twelve, of Korea; the present one so far' },
          ),
        },
        closed,
      ),
    ),
  },
  closed,
)

export function availabilityDocument({ services, history, site }: Snapshot): Static<typeof AvailabilitiesSchema> {
  const watched = services
    .flatMap(({ components, standbys }) => [...components, ...standbys])
    .filter((one) => one.watched)
  return {
    components: watched.map(({ id, service, days, availability }) => {
      const byMonth = Map.groupBy([...(history.days.get(id) ?? []), ...days], ({ day }) => day.slice(0, 7))
      return {
        id,
        target: site.targets[id] ?? site.targets[service] ?? null,
        ninetyDays: availabilityBody(availability),
        months: [...byMonth].map(([month, own]) => {
          const figures = sumOf(own)
          return { month, ...availabilityBody({ ...availabilityOf(figures), ...figures }) }
        }),
      }
    }),
  }
}
