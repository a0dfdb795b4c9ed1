// Incidents by what is asked of them, a page at a time. The cursor says where the page before ended, so that new ones shift nothing. Pure.
import Type, { type Static } from 'typebox'
import { closed, instant } from '../api-schemas.ts'
import type { PublicIncident, Snapshot } from '../snapshot.ts'
import { IncidentSchema, incidentBody } from './incident-document.ts'
import { From, noComponent, QuestionError, readPeriod, To } from './question.ts'

export const MOST_A_PAGE = 100

export const IncidentQuestionSchema = Type.Object(
  {
    status: Type.Optional(Type.Enum(['open', 'resolved'], { description: 'whether it is over' })),
    service: Type.Optional(
      Type.String({ minLength: 1, description: 'id of a service that it touched', examples: ['government24'] }),
    ),
    component: Type.Optional(
      Type.String({ minLength: 1, description: 'id of a component that it touched', examples: ['government24/login'] }),
    ),
    from: Type.Optional(From),
    to: Type.Optional(To),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MOST_A_PAGE, default: 50, description: 'most incidents of a page' }),
    ),
    cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  },
  closed,
)
export type IncidentQuestion = Static<typeof IncidentQuestionSchema>

export const IncidentsSchema = Type.Object(
  {
    incidents: Type.Array(IncidentSchema),
    next: Type.Optional(
      Type.Union([Type.String(), Type.Null()], {
        description: 'of an answer to a question: cursor of the next page; null: this is the last one',
      }),
    ),
  },
  closed,
)

export function incidentsDocument({ incidents, site }: Snapshot): Static<typeof IncidentsSchema> {
  return { incidents: incidents.map((incident) => incidentBody(incident, site.url)) }
}

/** Newest start first. Throws QuestionError. */
export function incidentPage(snapshot: Snapshot, question: IncidentQuestion): Required<Static<typeof IncidentsSchema>> {
  const { status, service, component, limit = 50 } = question
  const { from, to } = readPeriod(question)
  known(snapshot, question)
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

/** A misspelt name must not look like a past without incidents; incidents of what is no longer in the catalogue can be asked for. */
function known({ services, incidents, history }: Snapshot, { service, component }: IncidentQuestion): void {
  const ids = [
    ...services.flatMap(({ components }) => components),
    ...[...incidents, ...history.incidents].flatMap(({ components }) => components),
  ].map(({ id }) => id)
  if (component !== undefined && !ids.includes(component)) throw noComponent(component)
  if (service !== undefined && !ids.some((id) => id.startsWith(`${service}/`))) {
    throw new QuestionError(`No service is called "${service}": /api/v1/status lists them.`)
  }
}

type Place = Pick<PublicIncident, 'beganAt' | 'id'>

function newestFirst(a: Place, b: Place): number {
  return b.beganAt - a.beganAt || (a.id < b.id ? -1 : Number(a.id !== b.id))
}

function cursorOf({ beganAt, id }: Place): string {
  return Buffer.from(`${instant(beganAt)} ${id}`).toString('base64url')
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
