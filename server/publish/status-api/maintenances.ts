// Planned, present and past maintenance in /api/v1. Pure.
import Type, { type Static } from 'typebox'
import { closed, Instant, instant, TextSchema } from '../api-schemas.ts'
import { partsOf } from '../maintenance-parts.ts'
import type { PublicMaintenance, Snapshot } from '../snapshot.ts'

const MaintenanceSchema = Type.Object(
  {
    id: Type.String(),
    title: TextSchema,
    body: TextSchema,
    series: Type.Union([Type.String(), Type.Null()], { description: 'what it is one occurrence of' }),
    status: Type.Enum(['scheduled', 'in_progress', 'completed']),
    components: Type.Array(Type.String()),
    startsAt: Instant,
    endsAt: { ...Instant, description: 'when all of it is over' },
    parts: Type.Array(Type.Object({ id: Type.String(), endsAt: Instant }, closed), {
      description: 'each of `components` with its own end',
    }),
    publishedAt: Instant,
    source: Type.Union([Type.String(), Type.Null()], { description: 'address where it was announced' }),
  },
  closed,
)

export const MaintenancesSchema = Type.Object({ maintenances: Type.Array(MaintenanceSchema) }, closed)

export function maintenancesDocument({ maintenances }: Snapshot): Static<typeof MaintenancesSchema> {
  return { maintenances: maintenances.map(maintenanceBody) }
}

function maintenanceBody(maintenance: PublicMaintenance): Static<typeof MaintenanceSchema> {
  const { startsAt, endsAt, publishedAt, updatedAt: _, ends: __, ...one } = maintenance
  return {
    ...one,
    startsAt: instant(startsAt),
    endsAt: instant(endsAt),
    parts: partsOf(maintenance).map((part) => ({ id: part.id, endsAt: instant(part.endsAt) })),
    publishedAt: instant(publishedAt),
  }
}
