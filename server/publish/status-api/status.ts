// How everything is, and whether it works in one sentence, in /api/v1. Pure.
import Type, { type Static } from 'typebox'
import { closed, Instant, instant, MaybeInstant, maybeInstant, StateSchema, TextSchema } from '../api-schemas.ts'
import type { PublicComponent, Snapshot } from '../snapshot.ts'
import { sentenceOf, serviceSentence } from './sentence.ts'

export const ComponentStateSchema = Type.Object(
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

const Sentence = { ...TextSchema, description: 'whether it works, naming what is worst: fit to be shown as it is' }

export const StatusSchema = Type.Object(
  {
    state: StateSchema,
    sentence: Sentence,
    updatedAt: Instant,
    version: Type.Integer(),
    services: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          name: TextSchema,
          state: StateSchema,
          sentence: Sentence,
          components: Type.Array(ComponentStateSchema),
        },
        closed,
      ),
    ),
  },
  closed,
)

export function statusDocument(snapshot: Snapshot): Static<typeof StatusSchema> {
  return {
    state: snapshot.state,
    sentence: sentenceOf(snapshot),
    updatedAt: instant(snapshot.at),
    version: snapshot.version,
    services: snapshot.services.map((service) => ({
      id: service.id,
      name: service.name,
      state: service.state,
      sentence: serviceSentence(snapshot, service),
      components: service.components.map(componentState),
    })),
  }
}

export function componentState(component: PublicComponent): Static<typeof ComponentStateSchema> {
  const { id, name, state, watched, since, lastCheckedAt } = component
  return { id, name, state, watched, since: instant(since), lastCheckedAt: maybeInstant(lastCheckedAt) }
}
