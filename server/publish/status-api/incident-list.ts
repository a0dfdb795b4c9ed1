// Incidents by what is asked of them, a page at a time. The cursor says where the page before ended, so that new ones shift nothing. Pure.
import Type, { type Static } from 'typebox'
import { closed, maybeInstant } from '../api-schemas.ts'
import { IncidentSchema, incidentBody } from '../incident-document.ts'
import type { PublicIncident, Snapshot } from '../snapshot.ts'

export const MOST_A_PAGE = 100

export const IncidentQuestionSchema = Type.Object(
  {
    status: Type.Optional(Type.Enum(['open', 'resolved'])),
    service: Type.Optional(Type.String({ minLength: 1 })),
    component: Type.Optional(Type.String({ minLength: 1 })),
    from: Type.Optional(Type.String({ description: 'RFC 3339 or a day of Korea: went on at or after it' })),
    to: Type.Optional(Type.String({ description: 'began before it' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_A_PAGE, default: 50 })),
    cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  },
  closed,
)
export type IncidentQuestion = Static<typeof IncidentQuestionSchema>

export const IncidentPageSchema = Type.Object(
  {
    incidents: Type.Array(IncidentSchema),
    next: Type.Union([Type.String(), Type.Null()], { description: 'cursor of the next page' }),
  },
  closed,
)

/** What was asked cannot be understood; the message says what and how to mend it. */
export class QuestionError extends Error {}

/** Newest start first. Throws QuestionError. */
export function incidentPage(snapshot: Snapshot, question: IncidentQuestion): Static<typeof IncidentPageSchema> {
  const { status, service, component, limit = 50 } = question
  const from = question.from === undefined ? Number.NEGATIVE_INFINITY : readTime('from', question.from)
  const to = question.to === undefined ? Number.POSITIVE_INFINITY : readTime('to', question.to)
  const after = question.cursor === undefined ? null : readCursor(question.cursor)
  const found = [...snapshot.incidents, ...snapshot.history.incidents]
    .filter((one) => status === undefined || (one.resolvedAt === null) === (status === 'open'))
    .filter(({ components }) => service === undefined || components.some(({ id }) => id.startsWith(`${service}/`)))
    .filter(({ components }) => component === undefined || components.some(({ id }) => id === component))
    .filter(({ beganAt, resolvedAt }) => beganAt < to && (resolvedAt ?? snapshot.at) >= from)
    .toSorted(newestFirst)
    .filter((one) => after === null || newestFirst(after, one) < 0)
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  return {
    incidents: shown.map((one) => incidentBody(one, snapshot.site.url)),
    next: found.length > limit && last ? cursorOf(last) : null,
  }
}

type Place = Pick<PublicIncident, 'beganAt' | 'id'>

function newestFirst(a: Place, b: Place): number {
  return b.beganAt - a.beganAt || (a.id < b.id ? -1 : Number(a.id !== b.id))
}

function cursorOf({ beganAt, id }: Place): string {
  return Buffer.from(`${maybeInstant(beganAt)} ${id}`).toString('base64url')
}

function readCursor(cursor: string): Place {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ')
  const beganAt = Date.parse(time)
  if (Number.isNaN(beganAt) || id === '') {
    throw new QuestionError(
      '`cursor` is none of ours: take `next` of the page before as it is, or leave it out to begin.',
    )
  }
  return { beganAt, id }
}

function readTime(name: string, text: string): number {
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00+09:00` : text)
  if (Number.isNaN(at))
    throw new QuestionError(`\`${name}\` is no time: write 2026-11-24 or 2026-11-24T09:00:00+09:00.`)
  return at
}
