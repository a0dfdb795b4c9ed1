// What the documents of /api/v1 are made of: texts, states and instants, with how an instant is written.
import Type from 'typebox'
import { STATES } from '../../data/tables.ts'

export const closed = { additionalProperties: false } as const

export const Instant = Type.String({ format: 'date-time', description: 'RFC 3339, UTC, with milliseconds' })
export const MaybeInstant = Type.Union([Instant, Type.Null()])
export const TextSchema = Type.Object(
  {
    ko: Type.String(),
    en: Type.String(),
    easy: Type.Optional(Type.String({ description: 'Korean in easy words, where there are any' })),
  },
  closed,
)
export const MaybeText = Type.Union([TextSchema, Type.Null()])
export const StateSchema = Type.Enum([...STATES], {
  description: '`unknown`: no fresh evidence; never to be shown as working',
})

export function instant(at: number): string {
  return new Date(at).toISOString()
}

export function maybeInstant(at: number | null): string | null {
  return at === null ? null : instant(at)
}
