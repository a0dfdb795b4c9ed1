// What the published documents do not hold: incidents older than the snapshot, and clear answers for what does not exist.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import type { Language } from '../../data/tables.ts'
import { PUBLIC_CACHE } from '../publish/bytes.ts'
import type { PublicIncident, Site } from '../publish/snapshot.ts'
import { incidentDocument } from '../publish/status-api.ts'
import { sendProblem } from './problem.ts'

export type StatusApiNeeds = {
  /** Read at each answer: a rehearsal learns its address late. */
  site: Site
  incidentById: (id: string) => Promise<IncidentRecord | null>
  /** `null` before the first snapshot. */
  renderIncident: (incident: PublicIncident, language: Language) => string | null
}

type ById = { Params: { id: string } }

export async function statusApiRoutes(app: FastifyInstance, needs: StatusApiNeeds): Promise<void> {
  await app.register(incidentDocuments, needs)
  await app.register(incidentPages, needs)
}

async function incidentDocuments(api: FastifyInstance, needs: StatusApiNeeds): Promise<void> {
  api.addHook('onSend', async (_request, reply) => void reply.header('access-control-allow-origin', '*'))

  api.get<ById>('/api/v1/incidents/:id', async ({ params }, reply) => {
    const incident = await needs.incidentById(params.id)
    if (!incident) return sendProblem(reply, 404, 'no-such-incident', `No incident is called "${params.id}".`)
    reply.header('cache-control', PUBLIC_CACHE)
    return incidentDocument(publicIncident(incident), needs.site.url)
  })
  // So that a browser of another origin is told as well.
  api.get('/api/v1/*', noSuchDocument)
  api.get('/api/v2/*', noSuchDocument)
}

async function noSuchDocument({ url }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const detail = `There is no document at ${url.split('?')[0]}. docs/status-api.md lists those that there are.`
  return sendProblem(reply, 404, 'not-found', detail)
}

async function incidentPages(pages: FastifyInstance, needs: StatusApiNeeds): Promise<void> {
  pages.get<ById>('/incidents/:id', async ({ params }, reply) => page(params.id, 'ko', reply))
  pages.get<ById>('/en/incidents/:id', async ({ params }, reply) => page(params.id, 'en', reply))

  async function page(id: string, language: Language, reply: FastifyReply): Promise<FastifyReply> {
    const incident = await needs.incidentById(id)
    const body = incident && needs.renderIncident(publicIncident(incident), language)
    if (!body) {
      reply.callNotFound()
      return reply
    }
    return reply.header('cache-control', PUBLIC_CACHE).type('text/html; charset=utf-8').send(body)
  }
}

function publicIncident({ kind: _, ...incident }: IncidentRecord): PublicIncident {
  return incident
}
