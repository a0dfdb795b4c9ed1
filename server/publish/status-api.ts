// The documents of /api/v1: each schema beside the function that builds it. Pure.
import Type, { type Static, type TSchema } from 'typebox'
import { MARKS } from '../../data/tables.ts'
import {
  closed,
  Instant,
  instant,
  MaybeInstant,
  MaybeText,
  maybeInstant,
  StateSchema,
  TextSchema,
} from './api-schemas.ts'
import { IncidentSchema, incidentBody } from './incident-document.ts'
import { partsOf } from './maintenance-parts.ts'
import type { PublicComponent, PublicIncident, PublicMaintenance, Snapshot } from './snapshot.ts'
import { AvailabilitiesSchema, availabilityDocument } from './status-api/availability.ts'
import { AvailabilitySchema, availabilityBody } from './status-api/availability-figures.ts'
import { LocationsSchema, locationsDocument } from './status-api/locations.ts'
import { PapersSchema, papersDocument } from './status-api/papers.ts'

const ComponentStateSchema = Type.Object(
  {
    id: Type.String(),
    name: TextSchema,
    state: StateSchema,
    watched: Type.Boolean({ description: 'false: nobody looks at it here, so that its state says nothing' }),
    since: Instant,
    lastCheckedAt: MaybeInstant,
  },
  closed,
)

export const StatusSchema = Type.Object(
  {
    state: StateSchema,
    updatedAt: Instant,
    version: Type.Integer(),
    services: Type.Array(
      Type.Object(
        { id: Type.String(), name: TextSchema, state: StateSchema, components: Type.Array(ComponentStateSchema) },
        closed,
      ),
    ),
  },
  closed,
)

export const ComponentSchema = Type.Object(
  {
    ...ComponentStateSchema.properties,
    service: Type.String(),
    description: MaybeText,
    kind: Type.String({
      description:
        '`standby`: what would take the place of the service; its state says whether it is ready, never an outage',
    }),
    reason: Type.String({ description: 'the named reason of the state' }),
    mark: Type.Enum([...MARKS], {
      description: 'beside the state: being looked at, seen by one network only, or coming and going; empty: nothing',
    }),
    network: Type.Union([TextSchema, Type.Null()], { description: 'the one network that sees it, of `one-network`' }),
    indirect: Type.Boolean({ description: 'not checked directly: concluded from what needs it' }),
    needs: Type.Array(Type.String()),
    fallbacks: Type.Array(Type.String()),
    incident: Type.Union([Type.String(), Type.Null()]),
    availability: { ...AvailabilitySchema, description: 'of the last 90 days of Korea, today included' },
  },
  closed,
)

export const ComponentsSchema = Type.Object({ components: Type.Array(ComponentSchema) }, closed)

export const IncidentsSchema = Type.Object(
  {
    incidents: Type.Array(IncidentSchema),
    next: Type.Optional(
      Type.Union([Type.String(), Type.Null()], { description: 'of an answer to a question: cursor of the next page' }),
    ),
  },
  closed,
)
export const OneIncidentSchema = Type.Object({ incident: IncidentSchema }, closed)

export const MaintenancesSchema = Type.Object(
  {
    maintenances: Type.Array(
      Type.Object(
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
          source: Type.Union([Type.String(), Type.Null()]),
        },
        closed,
      ),
    ),
  },
  closed,
)

export const FallbacksSchema = Type.Object(
  {
    fallbacks: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          kind: Type.String(),
          name: TextSchema,
          how: TextSchema,
          hours: MaybeText,
          fee: MaybeText,
          bring: MaybeText,
          url: Type.Union([Type.String(), Type.Null()]),
          phone: Type.Union([Type.String(), Type.Null()]),
          state: StateSchema,
          brokenBy: Type.Array(Type.String(), { description: 'components that it shares and that are down' }),
          checkedOn: Type.String({ format: 'date' }),
        },
        closed,
      ),
    ),
  },
  closed,
)

export type StatusDocument = Static<typeof StatusSchema>

export function statusDocument(snapshot: Snapshot): StatusDocument {
  return {
    state: snapshot.state,
    updatedAt: instant(snapshot.at),
    version: snapshot.version,
    services: snapshot.services.map(({ id, name, state, components }) => ({
      id,
      name,
      state,
      components: components.map(componentState),
    })),
  }
}

export function componentsDocument({ services }: Snapshot): Static<typeof ComponentsSchema> {
  const components = services.flatMap((service) => [...service.components, ...service.standbys])
  return { components: components.map(componentBody) }
}

export function componentBody(component: PublicComponent): Static<typeof ComponentSchema> {
  const { service, description, kind, reason, mark, network, indirect, needs, fallbacks, incident } = component
  return {
    ...componentState(component),
    service,
    description,
    kind,
    reason,
    mark,
    network,
    indirect,
    needs,
    fallbacks,
    incident,
    availability: availabilityBody(component.availability),
  }
}

export function incidentsDocument({ incidents, site }: Snapshot): Static<typeof IncidentsSchema> {
  return { incidents: incidents.map((incident) => incidentBody(incident, site.url)) }
}

export function incidentDocument(incident: PublicIncident, siteUrl: string): Static<typeof OneIncidentSchema> {
  return { incident: incidentBody(incident, siteUrl) }
}

export function maintenancesDocument({ maintenances }: Snapshot): Static<typeof MaintenancesSchema> {
  return { maintenances: maintenances.map(maintenanceBody) }
}

export function fallbacksDocument({ fallbacks }: Snapshot): Static<typeof FallbacksSchema> {
  return { fallbacks: fallbacks.map(({ needs: _, ...fallback }) => fallback) }
}

function componentState({ id, name, state, watched, since, lastCheckedAt }: PublicComponent) {
  return { id, name, state, watched, since: instant(since), lastCheckedAt: maybeInstant(lastCheckedAt) }
}

function maintenanceBody(maintenance: PublicMaintenance) {
  const { startsAt, endsAt, publishedAt, updatedAt: _, ends: __, ...one } = maintenance
  return {
    ...one,
    startsAt: instant(startsAt),
    endsAt: instant(endsAt),
    parts: partsOf(maintenance).map((part) => ({ id: part.id, endsAt: instant(part.endsAt) })),
    publishedAt: instant(publishedAt),
  }
}

/** Path below /api/v1 → what it is, its schema, and how it is built. The OpenAPI document is made of this list. */
export const STATUS_DOCUMENTS: {
  path: string
  summary: string
  schema: TSchema
  build: (snapshot: Snapshot) => unknown
}[] = [
  { path: '/status', summary: 'State of every service and component', schema: StatusSchema, build: statusDocument },
  {
    path: '/components',
    summary: 'Components with reason, needs and fallbacks',
    schema: ComponentsSchema,
    build: componentsDocument,
  },
  {
    path: '/incidents',
    summary: 'Unresolved incidents first, then the newest; at most 50',
    schema: IncidentsSchema,
    build: incidentsDocument,
  },
  {
    path: '/maintenances',
    summary: 'Planned, present and past maintenance, of a series the next one and what is near; at most 50',
    schema: MaintenancesSchema,
    build: maintenancesDocument,
  },
  {
    path: '/fallbacks',
    summary: 'What to do instead, with its own live state',
    schema: FallbacksSchema,
    build: fallbacksDocument,
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
    summary: 'Availability of every component by month',
    schema: AvailabilitiesSchema,
    build: availabilityDocument,
  },
]
