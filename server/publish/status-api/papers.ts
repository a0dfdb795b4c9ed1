// "Given this document, where now?" in /api/v1: what people come for, with each way and its live state. Pure.
import Type, { type Static } from 'typebox'
import { closed, StateSchema, TextSchema } from '../api-schemas.ts'
import type { Snapshot } from '../snapshot.ts'

export const PapersSchema = Type.Object(
  {
    documents: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          name: TextSchema,
          aliases: Type.Array(Type.String()),
          online: Type.Union([
            Type.Object({ component: Type.String(), state: StateSchema, url: Type.String() }, closed),
            Type.Null(),
          ]),
          ways: Type.Array(
            Type.Object({ fallback: Type.String(), state: StateSchema, usable: Type.Boolean() }, closed),
            { description: 'best first; details of each stand in /fallbacks' },
          ),
        },
        closed,
      ),
    ),
  },
  closed,
)

export function papersDocument({ papers, services, fallbacks }: Snapshot): Static<typeof PapersSchema> {
  const components = services.flatMap((service) => service.components)
  return {
    documents: papers.map(({ id, name, aliases, online, ways }) => {
      const component = components.find((one) => one.id === online?.component)
      return {
        id,
        name,
        aliases,
        online: online && component ? { component: component.id, state: component.state, url: online.url } : null,
        ways: ways.flatMap((way) => {
          const found = fallbacks.find((one) => one.id === way)
          return found ? [{ fallback: way, state: found.state, usable: found.brokenBy.length === 0 }] : []
        }),
      }
    }),
  }
}
