// Words in which a subscriber's knowledge of a topic is kept, and who counts as having heard of it.
import { type RawBuilder, sql } from 'kysely'

/** `known_kind` of somebody to whom a message went of which nobody knows whether it arrived, and who was never told otherwise. */
export const PERHAPS_TOLD = 'perhaps'
/** Their address does not take it. */
export const REFUSED = 'refused'
/** They want to hear no more of it. */
export const MUTED = 'muted'

export const HEARD = {
  /** Whoever was told of the topic, or perhaps was, and still wants to hear; `knowledge`: what the table is called in the query. */
  of: (knowledge: 'k' | 'knowledge'): RawBuilder<boolean> => {
    const [at, kind] = [sql.ref(`${knowledge}.known_at`), sql.ref(`${knowledge}.known_kind`)]
    return sql<boolean>`((${at} is not null or ${kind} = ${PERHAPS_TOLD}) and ${kind} not in (${REFUSED}, ${MUTED}))`
  },
}
