// What there is under /api/v1. Documents, routes of questions and the OpenAPI document are made of these lists.
import type { Static, TSchema } from 'typebox'
import type { PublicComponent, PublicIncident, Snapshot } from '../snapshot.ts'
import { AvailabilitiesSchema, AvailabilityQuestionSchema, availabilityDocument } from './availability.ts'
import { ComponentHistorySchema, componentHistoryDocument, HistoryQuestionSchema } from './component-history.ts'
import {
  allComponents,
  ComponentsSchema,
  componentsDocument,
  OneComponentSchema,
  oneComponentDocument,
} from './components.ts'
import { FallbackQuestionSchema, FallbacksSchema, fallbacksDocument, fallbacksFor } from './fallbacks.ts'
import { incidentDocument, OneIncidentSchema } from './incident-document.ts'
import { IncidentQuestionSchema, IncidentsSchema, incidentPage, incidentsDocument } from './incidents.ts'
import { LocationsSchema, locationsDocument } from './locations.ts'
import { MaintenancesSchema, maintenancesDocument } from './maintenances.ts'
import { PapersSchema, papersDocument } from './papers.ts'
import { StatusSchema, statusDocument } from './status.ts'

/** One kind of document. */
export type StatusDocument = {
  /** Below /api/v1; with `{…}` where an id stands. */
  path: string
  /** What it is, for people who read the reference. */
  summary: string
  schema: TSchema
  /** What stands in place of the braces; left out: there is one document. */
  ids?: (snapshot: Snapshot) => string[]
  /** `null`: there is none of that id. */
  build: (snapshot: Snapshot, id: string) => object | null
  /** What may be asked of it behind a "?". */
  question?: Question
}

/** `answer` fits the schema of the document; `null`: there is none of that id. Throws QuestionError. */
export type Question = {
  schema: TSchema
  answer: (snapshot: Snapshot, question: unknown, id: string) => object | null
}

export const STATUS_DOCUMENTS: StatusDocument[] = [
  {
    path: '/status',
    summary: 'State of every service and component, and a sentence that says it',
    schema: StatusSchema,
    build: statusDocument,
  },
  {
    path: '/components',
    summary: 'Components with reason, needs and fallbacks',
    schema: ComponentsSchema,
    build: componentsDocument,
  },
  {
    path: '/components/{service}/{name}',
    summary: 'One component',
    schema: OneComponentSchema,
    ids: componentIds,
    build: (snapshot, id) => found(snapshot, id, oneComponentDocument),
  },
  {
    path: '/components/{service}/{name}/history',
    summary: 'Days, changes, speed and incidents of one component, of a year at most',
    schema: ComponentHistorySchema,
    ids: componentIds,
    build: (snapshot, id) => found(snapshot, id, (one) => componentHistoryDocument(snapshot, one)),
    question: question(HistoryQuestionSchema, (snapshot, asked, id) =>
      found(snapshot, id, (one) => componentHistoryDocument(snapshot, one, asked)),
    ),
  },
  {
    path: '/incidents',
    summary:
      'Unresolved incidents first, then the newest, at most 50; with a question newest first, page by page, of all of them',
    schema: IncidentsSchema,
    build: incidentsDocument,
    question: question(IncidentQuestionSchema, incidentPage),
  },
  {
    path: '/incidents/{id}',
    summary: 'One incident, however old',
    schema: OneIncidentSchema,
    ids: (snapshot) => allIncidents(snapshot).map(({ id }) => id),
    build: (snapshot, id) => {
      const incident = allIncidents(snapshot).find((one) => one.id === id)
      return incident ? incidentDocument(incident, snapshot.site.url) : null
    },
  },
  {
    path: '/maintenances',
    summary: 'Planned, present and past maintenance, of a series the next one and what is near; at most 50',
    schema: MaintenancesSchema,
    build: maintenancesDocument,
  },
  {
    path: '/fallbacks',
    summary: 'What to do instead, with its own live state; asked for a document or a component: what works first',
    schema: FallbacksSchema,
    build: fallbacksDocument,
    question: question(FallbackQuestionSchema, fallbacksFor),
  },
  {
    path: '/documents',
    summary: 'What people come for, and where it can be had now',
    schema: PapersSchema,
    build: papersDocument,
  },
  {
    path: '/locations',
    summary: 'Where it is looked from, and how much in the last 24 hours',
    schema: LocationsSchema,
    build: locationsDocument,
  },
  {
    path: '/availability',
    summary: 'Availability of every component: 90 days, a year, and month by month',
    schema: AvailabilitiesSchema,
    build: (snapshot) => availabilityDocument(snapshot),
    question: question(AvailabilityQuestionSchema, availabilityDocument),
  },
]

/** `id` as it stands in an address: `government24/login`. */
export function pathOf({ path }: StatusDocument, id: string): string {
  return `/api/v1${path.replace(/\{.+\}/, id)}`
}

function question<Schema extends TSchema>(
  schema: Schema,
  answer: (snapshot: Snapshot, question: Static<Schema>, id: string) => object | null,
): Question {
  return { schema, answer: (snapshot, asked, id) => answer(snapshot, asked as Static<Schema>, id) }
}

function componentIds({ services }: Snapshot): string[] {
  return allComponents(services).map(({ id }) => id)
}

function found(snapshot: Snapshot, id: string, build: (component: PublicComponent) => object): object | null {
  const component = allComponents(snapshot.services).find((one) => one.id === id)
  return component ? build(component) : null
}

function allIncidents({ incidents, history }: Snapshot): PublicIncident[] {
  return [...incidents, ...history.incidents]
}
