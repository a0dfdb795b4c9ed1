// Where it is looked from, in /api/v1. Pure.
import Type, { type Static } from 'typebox'
import { closed, MaybeInstant, maybeInstant, TextSchema } from '../api-schemas.ts'
import type { Snapshot } from '../snapshot.ts'

const Count = Type.Integer({ minimum: 0, description: 'in the last 24 hours' })

export const LocationsSchema = Type.Object(
  {
    locations: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          name: TextSchema,
          network: Type.Union([Type.String(), Type.Null()]),
          abroad: Type.Boolean(),
          lastAt: MaybeInstant,
          runs: Count,
          failed: Count,
          inconclusive: Count,
          components: Type.Array(Type.String(), { description: 'what was looked at from there in the last 24 hours' }),
        },
        closed,
      ),
    ),
  },
  closed,
)

export function locationsDocument({ history }: Snapshot): Static<typeof LocationsSchema> {
  return { locations: history.locations.map(({ lastAt, ...one }) => ({ ...one, lastAt: maybeInstant(lastAt) })) }
}
