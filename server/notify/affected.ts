// What of an incident people are told is affected, and how they can do without it. Pure.

import type { MessageEvent } from '../../views/render.ts'
import type { PublicFallback, PublicIncident } from '../publish/snapshot.ts'
import type { MessageParts } from './message.ts'

/** Something shared that the others fail because of is not what people use, unless nothing else is there. */
function usedDirectly({ components, root }: PublicIncident, isShared: MessageParts['isShared']) {
  const others = components.filter(({ id }) => id !== root)
  const hang = others.some(({ because }) => because === root)
  return root !== null && isShared(root) && hang ? others : components
}

/** Those still affected; all of them once it is over. */
export function affectedComponents(incident: PublicIncident, kind: MessageEvent, { isShared }: MessageParts) {
  const used = usedDirectly(incident, isShared)
  const affected = used.filter(({ recoveredAt }) => recoveredAt === null)
  return kind === 'resolved' || affected.length === 0 ? used : affected
}

/** Ways to do without `components`, each once, best first: none that is broken itself, or needs one of `broken`. */
export function workingWays(
  components: string[],
  broken: string[],
  { fallbacksOf }: Pick<MessageParts, 'fallbacksOf'>,
): PublicFallback[] {
  const found = components.flatMap(fallbacksOf)
  return [...new Map(found.map((fallback) => [fallback.id, fallback])).values()].filter(
    ({ brokenBy, needs }) => brokenBy.length === 0 && !needs.some((id) => broken.includes(id)),
  )
}
