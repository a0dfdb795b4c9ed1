// The few files beside the page: script, icons.
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

export async function assetsRoutes(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, {
    root: fileURLToPath(new URL('../../views/public', import.meta.url)),
    prefix: '/assets/',
    decorateReply: false,
    index: false,
    maxAge: '1h',
  })
}
