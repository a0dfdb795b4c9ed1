// Open pages listen here for news: server-sent events.
import type { FastifyInstance } from 'fastify'
import type { Live } from '../publish/live.ts'
import { sendProblem } from './problem.ts'

export type LiveNeeds = { live: Live }

type Question = { Querystring: { version?: string }; Headers: { 'last-event-id'?: string } }

const FULL = 'Too many pages are open. Ask again in a while, or read the page itself: it is always served.'
const AGAIN_SECONDS = '30'

export async function liveRoutes(app: FastifyInstance, { live }: LiveNeeds): Promise<void> {
  app.get<Question>('/live', async ({ query, headers }, reply) => {
    if (!live.hasRoom()) return sendProblem(reply.header('retry-after', AGAIN_SECONDS), 503, 'too-many-open', FULL)
    const knows = Number.parseInt(headers['last-event-id'] ?? query.version ?? '', 10)
    reply.hijack()
    live.open(reply.raw, Number.isNaN(knows) ? null : knows)
  })
}
