// What to do instead: everything, or by the document that is needed or the component that does not work. Pure.
import Type, { type Static } from 'typebox'
import { closed, MaybeText, StateSchema, TextSchema } from '../api-schemas.ts'
import type { Snapshot } from '../snapshot.ts'
import { allComponents } from './components.ts'
import { noComponent, QuestionError } from './question.ts'

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
          general: Type.Boolean({ description: 'can be asked about anything' }),
          checkedOn: Type.String({ format: 'date' }),
        },
        closed,
      ),
    ),
  },
  closed,
)

export const FallbackQuestionSchema = Type.Object(
  {
    document: Type.Optional(
      Type.String({ description: 'id of a document of /documents', examples: ['resident-register'] }),
    ),
    component: Type.Optional(
      Type.String({ description: 'id of a component of /components', examples: ['government24/login'] }),
    ),
  },
  closed,
)

export function fallbacksDocument({ fallbacks }: Snapshot): Static<typeof FallbacksSchema> {
  return { fallbacks: fallbacks.map(({ needs: _, ...fallback }) => fallback) }
}

/** Best first, those that work before those that share the trouble. Throws QuestionError. */
export function fallbacksFor(
  snapshot: Snapshot,
  { document, component }: Static<typeof FallbackQuestionSchema>,
): Static<typeof FallbacksSchema> {
  const ids =
    document === undefined && component === undefined
      ? null
      : [...waysOf(snapshot, document), ...instead(snapshot, component)]
  const { fallbacks } = fallbacksDocument(snapshot)
  if (!ids) return { fallbacks }
  const found = [...new Set(ids)].flatMap((id) => fallbacks.find((one) => one.id === id) ?? [])
  return { fallbacks: found.toSorted((a, b) => Number(a.brokenBy.length > 0) - Number(b.brokenBy.length > 0)) }
}

function waysOf({ papers }: Snapshot, id: string | undefined): string[] {
  if (id === undefined) return []
  const paper = papers.find((one) => one.id === id)
  if (!paper) throw new QuestionError(`No document is called "${id}": /api/v1/documents lists them.`)
  return paper.ways
}

function instead({ services }: Snapshot, id: string | undefined): string[] {
  if (id === undefined) return []
  const component = allComponents(services).find((one) => one.id === id)
  if (!component) throw noComponent(id)
  return component.fallbacks
}
