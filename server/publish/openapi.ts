// The OpenAPI 3.1 document of /api/v1, made of the schemas that the documents are built by. Pure.
import Type from 'typebox'
import type { Snapshot } from './snapshot.ts'
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
      ...Object.fromEntries(paths),
      '/api/v1/incidents/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[a-z0-9]{12}$' } }],
        get: { ...oneIncident, responses: { ...oneIncident.responses, 404: problem('No such incident') } },
      },
    },
    components: { schemas: { Problem: ProblemSchema } },
  }
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
