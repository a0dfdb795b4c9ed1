// What the published documents do not hold: incidents older than the snapshot, and clear answers for what does not exist.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import type { Language } from '../../data/tables.ts'
import { PUBLIC_CACHE } from '../publish/bytes.ts'
import type { PublicIncident, Site, Snapshot } from '../publish/snapshot.ts'
import { FallbackQuestionSchema, fallbacksFor } from '../publish/status-api/fallback-list.ts'
import {
  type IncidentQuestion,
  IncidentQuestionSchema,
  incidentPage,
  QuestionError,
} from '../publish/status-api/incident-list.ts'
import { incidentDocument } from '../publish/status-api.ts'
import { sendProblem } from './problem.ts'

export type StatusApiNeeds = {
  /** Read at each answer: a rehearsal learns its address late. */
  site: Site
  incidentById: (id: string) => Promise<IncidentRecord | null>
  /** `null` before the first one. */
  current: () => Snapshot | null
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

  api.get('/api/v1/incidents', async ({ query }, reply) => {
    const snapshot = needs.current()
    return asked(reply, IncidentQuestionSchema, query, (question) => snapshot && listOf(snapshot, question, reply))
  })
  api.get('/api/v1/fallbacks', async ({ query }, reply) => {
    const snapshot = needs.current()
    return asked(reply, FallbackQuestionSchema, query, (question) => snapshot && fallbacksFor(snapshot, question))
  })
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

/** Answers what is understood; otherwise says what is wrong with the question and how to mend it. */
async function asked<Schema extends TSchema>(
  reply: FastifyReply,
  schema: Schema,
  query: unknown,
  work: (question: Static<Schema>) => unknown,
): Promise<unknown> {
  const question = Value.Convert(schema, { ...(query as object) })
  const [mistake] = Value.Errors(schema, question)
  if (mistake) {
    const known = Object.keys((schema as unknown as { properties: object }).properties).join(', ')
    const where = mistake.instancePath.slice(1)
    const detail = `${where ? `\`${where}\`: ` : ''}${mistake.message}. There are the parameters ${known}.`
    return sendProblem(reply, 400, 'bad-question', detail)
  }
  try {
    const answer = work(question as Static<Schema>)
    if (!answer) return sendProblem(reply, 503, 'not-yet', 'Nothing is published yet. Ask again in a moment.')
    reply.header('cache-control', PUBLIC_CACHE)
    return answer
  } catch (error) {
    if (error instanceof QuestionError) return sendProblem(reply, 400, 'bad-question', error.message)
    throw error
  }
}

/** The next page stands in the body and, for programs that follow links, in the header. */
function listOf(snapshot: Snapshot, question: IncidentQuestion, reply: FastifyReply): object {
  const page = incidentPage(snapshot, question)
  if (page.next) {
    const { cursor: _, ...same } = question
    const query = new URLSearchParams({ ...mapValues(same), cursor: page.next })
    reply.header('link', `<${snapshot.site.url}/api/v1/incidents?${query}>; rel="next"`)
  }
  return page
}

function mapValues(question: object): Record<string, string> {
  return Object.fromEntries(Object.entries(question).map(([name, value]) => [name, String(value)]))
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
