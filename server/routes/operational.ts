// For the machines that look after this one.
import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'

export type OperationalNeeds = { ready: () => boolean; metrics: Registry }

export async function operationalRoutes(app: FastifyInstance, { ready, metrics }: OperationalNeeds): Promise<void> {
  app.get('/healthz', async () => ({ status: 'alive' }))
  app.get('/readyz', async (_request, reply) => {
    return ready() ? { status: 'ready' } : reply.code(503).send({ status: 'starting' })
  })
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()))
}
