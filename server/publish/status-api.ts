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
import type { PublicAvailability, PublicComponent, PublicIncident, PublicMaintenance, Snapshot } from './snapshot.ts'

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

const Percent = Type.Number({ minimum: 0, maximum: 100 })
const Minutes = Type.Number({ minimum: 0 })
const AvailabilitySchema = Type.Object(
  {
    percent: Type.Union([Percent, Type.Null()], {
      description: 'of the watched time, what worked; null: less than 95 % of it was watched',
    }),
    coverage: Type.Number({ minimum: 0, maximum: 100, description: 'percent of the time that was watched' }),
    low: Type.Number({ minimum: 0, maximum: 100, description: 'if all unwatched time had been down' }),
    high: Type.Number({ minimum: 0, maximum: 100, description: 'if all unwatched time had been up' }),
    downMinutes: Minutes,
    degradedMinutes: Minutes,
  },
  { additionalProperties: false, description: 'of the last 90 days of Korea, today included' },
)

const ComponentSchema = Type.Object(
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
    availability: AvailabilitySchema,
  },
  closed,
)

export const ComponentsSchema = Type.Object({ components: Type.Array(ComponentSchema) }, closed)

export const IncidentsSchema = Type.Object({ incidents: Type.Array(IncidentSchema) }, closed)
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
  return {
    components: components.map((component) => {
      const { service, description, kind, reason, mark, network, indirect, needs, fallbacks, incident } = component
      const availability = availabilityBody(component.availability)
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
        availability,
      }
    }),
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

function availabilityBody(one: PublicAvailability): Static<typeof AvailabilitySchema> {
  return {
    percent: one.share === null ? null : inPercent(one.share),
    coverage: inPercent(one.coverage),
    low: inPercent(one.low),
    high: inPercent(one.high),
    downMinutes: inMinutes(one.down),
    degradedMinutes: inMinutes(one.degraded),
  }
}

/** Two decimals, and never a 100 that is not true. */
function inPercent(share: number): number {
  return share >= 1 ? 100 : Math.min(99.99, Math.round(share * 10_000) / 100)
}

function inMinutes(milliseconds: number): number {
  return Math.round(milliseconds / 6000) / 10
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
]
