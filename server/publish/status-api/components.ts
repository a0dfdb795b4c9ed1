// Components with the reason of their state, what they need and what to do instead, in /api/v1. Pure.
import Type, { type Static } from 'typebox'
import { MARKS } from '../../../data/tables.ts'
import { closed, MaybeText, TextSchema } from '../api-schemas.ts'
import type { PublicComponent, Snapshot } from '../snapshot.ts'
import { AvailabilitySchema, availabilityBody } from './availability-figures.ts'
import { ComponentStateSchema, componentState } from './status.ts'

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
export const OneComponentSchema = Type.Object({ component: ComponentSchema }, closed)

export function componentsDocument({ services }: Snapshot): Static<typeof ComponentsSchema> {
  return { components: allComponents(services).map(componentBody) }
}

export function oneComponentDocument(component: PublicComponent): Static<typeof OneComponentSchema> {
  return { component: componentBody(component) }
}

/** What the services offer, and what would take their place. */
export function allComponents(services: Snapshot['services']): PublicComponent[] {
  return services.flatMap(({ components, standbys }) => [...components, ...standbys])
}

function componentBody(component: PublicComponent): Static<typeof ComponentSchema> {
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
