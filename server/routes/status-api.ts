// What the published documents do not hold: answers to questions, incidents older than the snapshot, and clear words for what there is not.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { IncidentRecord } from '../../data/queries/incidents.ts'
import type { SpokenLanguage } from '../../data/tables.ts'
import { PUBLIC_CACHE, publishBytes } from '../publish/bytes.ts'
import { JSON_TYPE, openDocument } from '../publish/open-document.ts'
import { bestEncoding, isKnown } from '../publish/publisher.ts'
import type { PublicIncident, Site, Snapshot } from '../publish/snapshot.ts'
import { STATUS_DOCUMENTS, type StatusDocument } from '../publish/status-api/documents.ts'
import { incidentDocument } from '../publish/status-api/incident-document.ts'
import { QuestionError } from '../publish/status-api/question.ts'
import { sendProblem } from './problem.ts'

export type StatusApiNeeds = {
  /** Read at each answer: a rehearsal learns its address late. */
  site: Site
  incidentById: (id: string) => Promise<IncidentRecord | null>
  /** `null` before the first one. */
  current: () => Snapshot | null
  /** `null` before the first snapshot. */
  renderIncident: (incident: PublicIncident, language: SpokenLanguage) => string | null
}

type ById = { Params: { id: string } }

export async function statusApiRoutes(app: FastifyInstance, needs: StatusApiNeeds): Promise<void> {
  await app.register(documents, needs)
  await app.register(incidentPages, needs)
}

async function documents(api: FastifyInstance, needs: StatusApiNeeds): Promise<void> {
  api.addHook('onSend', async (_request, reply) => void reply.header('access-control-allow-origin', '*'))

  api.get<ById>('/api/v1/incidents/:id', async (request, reply) => {
    const { id } = request.params
    const incident = await needs.incidentById(id)
    if (!incident) return sendProblem(reply, 404, 'no-such-incident', `No incident is called "${id}".`)
    return send(request, reply, incidentDocument(publicIncident(incident), needs.site.url))
  })
  for (const kind of STATUS_DOCUMENTS.filter(({ path }) => path !== '/incidents/{id}')) {
    const path = `/api/v1${kind.path.replaceAll(/\{(.+?)\}/g, ':$1')}`
    for (const url of [path, `${path}/`]) {
      api.get<{ Params: Record<string, string> }>(url, async (request, reply) => {
        const snapshot = needs.current()
        if (!snapshot) return sendProblem(reply, 503, 'not-yet', 'Nothing is published yet. Ask again in a moment.')
        return answer(kind, snapshot, Object.values(request.params).join('/'), request, reply)
      })
    }
  }
  // So that a browser of another origin is told as well.
  api.get('/api/v1/*', noSuchDocument)
  api.get('/api/v2/*', noSuchDocument)
}

function answer(
  kind: StatusDocument,
  snapshot: Snapshot,
  id: string,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  try {
    const question = kind.question && understood(kind.question.schema, request.query)
    const found = kind.question ? kind.question.answer(snapshot, question, id) : kind.build(snapshot, id)
    if (found) return send(request, withNext(reply, snapshot, request, found), found)
    const list = `/api/v1${kind.path.split('/{')[0]}`
    return sendProblem(reply, 404, 'not-found', `Nothing is called "${id}" here. ${list} lists what there is.`)
  } catch (error) {
    if (error instanceof QuestionError) return sendProblem(reply, 400, 'bad-question', error.message)
    throw error
  }
}

/** Throws QuestionError, which says what is wrong with the query and how to mend it. */
function understood(schema: TSchema, query: unknown): unknown {
  const question = Value.Convert(schema, { ...(query as object) })
  const [mistake] = Value.Errors(schema, question)
  if (!mistake) return question
  const { properties } = schema as unknown as { properties: Record<string, { enum?: string[] }> }
  const strange = Object.keys(question as object).find((name) => !(name in properties))
  const there = `There are the parameters ${Object.keys(properties).join(', ')}.`
  if (strange !== undefined) throw new QuestionError(`\`${strange}\` is no parameter here. ${there}`)
  const where = mistake.instancePath.slice(1)
  const words = properties[where]?.enum
  throw new QuestionError(`\`${where}\` ${mistake.message}${words ? `: ${words.join(', ')}` : ''}. ${there}`)
}

/** The next page stands in the body and, for programs that follow links, in the header. */
function withNext(reply: FastifyReply, { site }: Snapshot, { url }: FastifyRequest, found: { next?: string | null }) {
  if (!found.next) return reply
  const next = new URL(url, site.url)
  next.searchParams.set('cursor', found.next)
  return reply.header('link', `<${next.href}>; rel="next"`)
}

/** With ETag and compressed, like what is published. */
function send({ headers: asked }: FastifyRequest, reply: FastifyReply, body: object): FastifyReply {
  const document = openDocument('', JSON_TYPE, () => JSON.stringify(body))
  const made = publishBytes(document).encoded(bestEncoding(asked['accept-encoding']))
  const known = isKnown(asked['if-none-match'], made.etag)
  const headers = known ? made.unchanged : made.headers
  for (let at = 0; at < headers.length; at += 2) reply.header(headers[at] ?? '', headers[at + 1])
  return known ? reply.code(304).send() : reply.send(made.body)
}

async function noSuchDocument({ url }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const detail = `There is no document at ${url.split('?')[0]}. /api/v1/openapi.json and docs/status-api.md list those that there are.`
  return sendProblem(reply, 404, 'not-found', detail)
}

async function incidentPages(pages: FastifyInstance, needs: StatusApiNeeds): Promise<void> {
  pages.get<ById>('/incidents/:id', async ({ params }, reply) => page(params.id, 'ko', reply))
  pages.get<ById>('/en/incidents/:id', async ({ params }, reply) => page(params.id, 'en', reply))

  async function page(id: string, language: SpokenLanguage, reply: FastifyReply): Promise<FastifyReply> {
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
