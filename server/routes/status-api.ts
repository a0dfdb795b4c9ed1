// What the published documents do not hold: incidents older than the snapshot, and clear answers for what does not exist.
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import type { Language } from '../../data/tables.ts'
import type { PublicIncident } from '../publish/snapshot.ts'
import { incidentDocument } from '../publish/status-api.ts'
import { sendProblem } from './problem.ts'

export type StatusApiNeeds = {
  siteUrl: string
  incidentById: (id: string) => Promise<IncidentRecord | null>
  /** `null` before the first snapshot. */
  renderIncident: (incident: PublicIncident, language: Language) => string | null
}

type ById = { Params: { id: string } }

export async function statusApiRoutes(app: FastifyInstance, needs: StatusApiNeeds): Promise<void> {
  app.addHook('onSend', async (_request, reply) => void reply.header('access-control-allow-origin', '*'))

  app.get<ById>('/api/v1/incidents/:id', async ({ params }, reply) => {
    const incident = await needs.incidentById(params.id)
    if (!incident) return sendProblem(reply, 404, 'no-such-incident', `No incident is called "${params.id}".`)
    return incidentDocument(publicIncident(incident), needs.siteUrl)
  })
  app.get<ById>('/incidents/:id', async ({ params }, reply) => page(params.id, 'ko', reply))
  app.get<ById>('/en/incidents/:id', async ({ params }, reply) => page(params.id, 'en', reply))

  async function page(id: string, language: Language, reply: FastifyReply): Promise<FastifyReply> {
    const incident = await needs.incidentById(id)
    const body = incident && needs.renderIncident(publicIncident(incident), language)
    if (!body) {
      reply.callNotFound()
      return reply
    }
    return reply.type('text/html; charset=utf-8').send(body)
  }
}

function publicIncident({ kind: _, ...incident }: IncidentRecord): PublicIncident {
  return incident
}
