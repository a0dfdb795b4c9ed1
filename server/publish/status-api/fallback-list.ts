// What to do instead of one thing: asked by the document that is needed or by the component that does not work. Pure.
import Type, { type Static } from 'typebox'
import { closed } from '../api-schemas.ts'
import type { Snapshot } from '../snapshot.ts'
import { type FallbacksSchema, fallbacksDocument } from '../status-api.ts'
import { QuestionError } from './incident-list.ts'

export const FallbackQuestionSchema = Type.Object(
  {
    document: Type.Optional(Type.String({ description: 'id of a document of /documents' })),
    component: Type.Optional(Type.String({ description: 'id of a component of /components' })),
  },
  closed,
)

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
  const component = services.flatMap(({ components }) => components).find((one) => one.id === id)
  if (!component) throw new QuestionError(`No component is called "${id}": /api/v1/components lists them.`)
  return component.fallbacks
}
