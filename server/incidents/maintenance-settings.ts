// What the configuration says about maintenance.
import Type, { type Static } from 'typebox'
import { Day, Instant, Name, TextSchema } from '../config-parts.ts'

const Minutes = Type.Integer({ minimum: 1, maximum: 43_200 })

const PartSchema = Type.Object(
  {
    id: Type.String(),
    until: Type.Optional({ ...Instant, description: 'when this one is ready; only without `repeats`' }),
    minutes: Type.Optional({ ...Minutes, description: 'minutes from the start until this one is ready' }),
  },
  { additionalProperties: false },
)

export const MaintenanceSchema = Type.Object(
  {
    id: Name,
    title: TextSchema,
    body: TextSchema,
    components: Type.Array(Type.Union([Type.String(), PartSchema]), {
      minItems: 1,
      description:
        'ids of components or services; one that is ready earlier than the rest as { id, until } or { id, minutes }',
    }),
    from: { ...Instant, description: 'start, or start of the first occurrence: 2026-12-05T01:00+09:00' },
    until: Type.Optional({ ...Instant, description: 'end, or end of the first occurrence; this or `minutes`' }),
    minutes: Type.Optional({ ...Minutes, description: 'how long it takes; this or `until`' }),
    repeats: Type.Optional(
      Type.String({
        description: 'rule of RFC 5545 in Korean time, e.g. FREQ=MONTHLY;BYDAY=1SA for each first Saturday',
      }),
    ),
    except: Type.Optional(Type.Array(Day, { description: 'days in Korea on which an occurrence is left out' })),
    published: {
      ...Instant,
      description: 'when it was made public; whoever moves or lengthens a maintenance changes this too',
    },
    source: Type.Optional(Type.String({ pattern: '^https?://', description: 'address of the public notice' })),
  },
  { additionalProperties: false },
)

export type MaintenanceSetting = Static<typeof MaintenanceSchema>
type Part = Static<typeof PartSchema>

const MINUTE = 60_000

/** The first occurrence: where it begins, how long it takes, and how long for those components that are ready earlier. */
export function extentOf({ from, until, minutes, components }: MaintenanceSetting) {
  const first = Date.parse(from)
  const length = until === undefined ? (minutes ?? 0) * MINUTE : Date.parse(until) - first
  const early = components.flatMap((part) => {
    const own = typeof part === 'string' ? null : { id: part.id, length: lengthOf(part, first) ?? length }
    return own && own.length !== length ? [own] : []
  })
  return { first, length, early }
}

/** Milliseconds from `first` until the part is ready; null when it says nothing of its own. */
export function lengthOf({ until, minutes }: Part, first: number): number | null {
  if (until !== undefined) return Date.parse(until) - first
  return minutes === undefined ? null : minutes * MINUTE
}

export function componentIds({ components }: MaintenanceSetting): string[] {
  return components.map((part) => (typeof part === 'string' ? part : part.id))
}
