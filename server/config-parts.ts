// What several parts of the configuration are made of.
import Type from 'typebox'

export const Name = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,59}$',
  description: 'small letters, digits and hyphens',
})

export const TextSchema = Type.Object(
  {
    ko: Type.String({ minLength: 1 }),
    en: Type.String({ minLength: 1 }),
    easy: Type.Optional(Type.String({ minLength: 1, description: 'Korean in easy words' })),
  },
  { additionalProperties: false },
)

export const Instant = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2})?(Z|[+-]\\d{2}:\\d{2})$',
  description: 'with its offset, e.g. 2026-12-05T01:00+09:00',
})

export const Day = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}$',
  description: 'a calendar day in Korea, e.g. 2027-01-02',
})
