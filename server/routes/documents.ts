// What was typed into the search box: answered from the snapshot in memory. Without a question the list is a published page.
import type { FastifyInstance } from 'fastify'
import { LANGUAGES, type Language } from '../../views/format.ts'
import { localised } from '../pages/frame.ts'

export type DocumentsNeeds = {
  /** The whole page as HTML; `null` before the first snapshot. */
  renderFound: (query: string, language: Language) => string | null
}

type Question = { Querystring: { q?: string | string[] } }

const MOST_LETTERS = 100

export async function documentsRoutes(app: FastifyInstance, { renderFound }: DocumentsNeeds): Promise<void> {
  for (const language of LANGUAGES) {
    app.get<Question>(localised('/documents', language), async ({ query: { q = '' } }, reply) => {
      const page = renderFound(String(q).slice(0, MOST_LETTERS), language)
      if (page === null) return reply.callNotFound()
      return reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(page)
    })
  }
}
