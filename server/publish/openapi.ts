// The OpenAPI 3.1 document of /api/v1, made of the schemas that the documents are built by. Pure.
import Type, { type TSchema } from 'typebox'
import type { Snapshot } from './snapshot.ts'
import { FallbackQuestionSchema } from './status-api/fallback-list.ts'
import { IncidentQuestionSchema } from './status-api/incident-list.ts'
import { ComponentHistorySchema, OneComponentSchema, oneComponentDocument } from './status-api/one-component.ts'
import { OneIncidentSchema, STATUS_DOCUMENTS } from './status-api.ts'

export const ProblemSchema = Type.Object({
  type: Type.String(),
  title: Type.String({ description: 'a stable code' }),
  status: Type.Integer(),
  detail: Type.String({ description: 'what is wrong and how to mend it' }),
})

/** With the present documents as examples. */
export function openApi(snapshot: Snapshot): object {
  const paths = STATUS_DOCUMENTS.map(({ path, summary, schema, build }) => [
    `/api/v1${path}`,
    { get: operation(operationId(path), summary, schema, build(snapshot)) },
  ])
  const byId = (path: string, id: string, summary: string, schema: object, example?: unknown) => {
    const one = operation(id, summary, schema, example)
    const parameters = [COMPONENT_SERVICE, COMPONENT_NAME]
    return [path, { parameters, get: { ...one, responses: { ...one.responses, 404: problem('No such component') } } }]
  }
  const [sample] = snapshot.services.flatMap(({ components }) => components)
  const oneIncident = operation('incident', 'One incident, however old', OneIncidentSchema)
  return {
    openapi: '3.1.0',
    info: {
      title: `${snapshot.site.name.en} status API`,
      version: '1.0.0',
      description: 'Read-only, without keys, from any origin. Documents change once per snapshot: send If-None-Match.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      contact: { name: snapshot.site.operator.en },
    },
    servers: [{ url: snapshot.site.url }],
    paths: {
      ...Object.fromEntries(paths.map(([path, item]) => [path, withQuestion(String(path), item as Item)])),
      ...Object.fromEntries([
        byId(
          '/api/v1/components/{service}/{name}',
          'component',
          'One component',
          OneComponentSchema,
          sample && oneComponentDocument(sample),
        ),
        byId(
          '/api/v1/components/{service}/{name}/history',
          'component-history',
          'A year of days of one component, its speed in the last 24 hours, and its incidents',
          ComponentHistorySchema,
        ),
      ]),
      '/api/v1/incidents/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[a-z0-9]{12}$' } }],
        get: { ...oneIncident, responses: { ...oneIncident.responses, 404: problem('No such incident') } },
      },
    },
    components: { schemas: { Problem: ProblemSchema } },
  }
}

type Item = { get: ReturnType<typeof operation> }

const COMPONENT_SERVICE = {
  name: 'service',
  in: 'path',
  required: true,
  schema: { type: 'string', pattern: '^[a-z0-9-]+$' },
}
const COMPONENT_NAME = { ...COMPONENT_SERVICE, name: 'name' }

const QUESTIONS: Record<string, TSchema> = {
  '/api/v1/incidents': IncidentQuestionSchema,
  '/api/v1/fallbacks': FallbackQuestionSchema,
}

/** With a question the list of incidents is paged, so that its answer has `next` as well. */
function withQuestion(path: string, { get }: Item): object {
  const question = QUESTIONS[path] as { properties: Record<string, object> } | undefined
  if (!question) return { get }
  const parameters = Object.entries(question.properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema,
  }))
  const responses = { ...get.responses, 400: problem('The question cannot be understood') }
  return { get: { ...get, parameters, responses } }
}

function operation(id: string, summary: string, schema: object, example?: unknown) {
  const content = { 'application/json': example === undefined ? { schema } : { schema, example } }
  return {
    operationId: id,
    summary,
    security: [],
    responses: { 200: { description: summary, content }, 304: { description: 'Not changed since the given ETag' } },
  }
}

function problem(description: string) {
  return { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }
}

function operationId(path: string): string {
  return path.slice(1).replaceAll('/', '-')
}
