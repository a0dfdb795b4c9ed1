// The OpenAPI 3.1 document of /api/v1, made of the schemas that the documents are built by. Pure.
import Type, { type TSchema } from 'typebox'
import { KeysSchema, SignedStatusSchema } from './signed-schemas.ts'
import type { Snapshot } from './snapshot.ts'
import { pathOf, type Question, STATUS_DOCUMENTS, type StatusDocument } from './status-api/documents.ts'

export const ProblemSchema = Type.Object({
  type: Type.String(),
  title: Type.String({ description: 'a stable code' }),
  status: Type.Integer(),
  detail: Type.String({ description: 'what is wrong and how to mend it' }),
})

/** With the present documents as examples. */
export function openApi(snapshot: Snapshot): object {
  const { site } = snapshot
  return {
    openapi: '3.1.0',
    info: {
      title: `${site.name.en} status API`,
      version: '1.0.0',
      description: 'Read-only, without keys, from any origin. Documents change once per snapshot: send If-None-Match.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      contact: { name: site.operator.en },
    },
    servers: [{ url: site.url }],
    tags: [
      { name: 'status', description: 'What is true now, what was, and what to do instead' },
      { name: 'proof', description: 'That it comes from here: signed, with the keys to check it' },
    ],
    paths: {
      ...Object.fromEntries(STATUS_DOCUMENTS.map((kind) => [`/api/v1${kind.path}`, pathItem(kind, snapshot)])),
      ...PROOF,
    },
    components: { schemas: { Problem: ProblemSchema }, headers: HEADERS, parameters: { IfNoneMatch: IF_NONE_MATCH } },
  }
}

const IF_NONE_MATCH = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'the ETag of the copy that you have, asked for with the same Accept-Encoding',
  schema: { type: 'string' },
}

const HEADERS = {
  ETag: { description: 'strong; each encoding has its own', schema: { type: 'string' } },
  Link: {
    description: 'of a page of a list that goes on: the next one, as `<…>; rel="next"`',
    schema: { type: 'string' },
  },
}

const ETag = { $ref: '#/components/headers/ETag' }
const Link = { $ref: '#/components/headers/Link' }

function pathItem(kind: StatusDocument, snapshot: Snapshot): object {
  const { path, summary, schema, ids, build, question } = kind
  const [id = ''] = ids?.(snapshot) ?? []
  const example = build(snapshot, id)
  const get = operation(operationId(path), 'status', summary, {
    'application/json': { schema, ...(example && { example }) },
  })
  const inPath = placesIn(path, pathOf(kind, id))
  const asked = question ? parametersOf(question.schema) : []
  return {
    ...(inPath.length > 0 && { parameters: inPath }),
    get: {
      ...get,
      parameters: [...get.parameters, ...asked],
      responses: {
        ...get.responses,
        ...(isPaged(question) && { 200: { ...get.responses[200], headers: { ...get.responses[200].headers, Link } } }),
        ...(question && { 400: problem('The question cannot be understood') }),
        ...(ids && { 404: problem('There is none of that name') }),
      },
    },
  }
}

const PROOF = {
  '/api/v1/status.signed.json': {
    get: operation('status-signed', 'proof', 'What is true now, to be kept with its signature', {
      'application/json': { schema: SignedStatusSchema },
    }),
  },
  '/api/v1/status.signed.json.sig': {
    get: operation(
      'status-signature',
      'proof',
      'Ed25519 signature over exactly the bytes of status.signed.json, as base64',
      {
        'text/plain': { schema: Type.String({ pattern: '^[A-Za-z0-9+/]{86}==$' }) },
      },
    ),
  },
  '/.well-known/bongsu-keys.json': {
    get: operation('keys', 'proof', 'Public keys that sign, and those that did before', {
      'application/json': { schema: KeysSchema },
    }),
  },
}

function operation(operationId: string, tag: string, summary: string, content: object) {
  const headers = { ETag }
  return {
    operationId,
    tags: [tag],
    summary,
    security: [],
    parameters: [{ $ref: '#/components/parameters/IfNoneMatch' }] as object[],
    responses: {
      200: { description: summary, headers, content },
      304: { description: 'Not changed since the given ETag', headers },
      405: problem('Asked by another method than GET, HEAD or OPTIONS'),
    },
  }
}

/** With what stands there in an address of now, where there is one. */
function placesIn(path: string, now: string): object[] {
  const parts = now.split('/').slice(3)
  return path
    .split('/')
    .slice(1)
    .flatMap((part, index) => {
      const name = /^\{(.+)\}$/.exec(part)?.[1]
      if (!name) return []
      const example = parts[index]
      const schema = { type: 'string', pattern: name === 'id' ? '^[a-z0-9]{12}$' : '^[a-z0-9-]+$' }
      return [{ name, in: 'path', required: true, schema, ...(example && { example }) }]
    })
}

function isPaged(question: Question | undefined): boolean {
  return question !== undefined && 'cursor' in propertiesOf(question.schema)
}

function parametersOf(question: TSchema): object[] {
  return Object.entries(propertiesOf(question)).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: false,
    description,
    schema,
  }))
}

function propertiesOf(schema: TSchema): Record<string, { description?: string }> {
  return (schema as unknown as { properties: Record<string, { description?: string }> }).properties
}

function problem(description: string) {
  return { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }
}

function operationId(path: string): string {
  return path.replaceAll(/[{}]/g, '').slice(1).replaceAll('/', '-')
}
