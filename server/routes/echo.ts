// Lets an agent know that it is really this server that answers it, and what the time is here (docs/agent-contract.md).
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { ECHO_PATH, EchoSchema } from '../../probes/result.ts'

export type EchoNeeds = { now: () => number }

/** Far above what the agents of one address ask for, far below what would hurt. */
const PER_IP = { rateLimit: { max: 600, timeWindow: 60_000 } }
const QuerySchema = Type.Object({ nonce: Type.String({ pattern: '^[A-Za-z0-9_-]{8,64}$' }) })

export async function echoRoutes(app: FastifyInstance, { now }: EchoNeeds): Promise<void> {
  const schema = { querystring: QuerySchema, response: { 200: EchoSchema } }
  app.get<{ Querystring: { nonce: string } }>(ECHO_PATH, { schema, config: PER_IP }, async ({ query }, reply) => {
    reply.header('cache-control', 'no-store')
    return { nonce: query.nonce, now: now() }
  })
}
