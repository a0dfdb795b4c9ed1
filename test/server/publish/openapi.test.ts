// The OpenAPI document against the rules of a linter, and everything that a running server answers against the OpenAPI document.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { publicDocuments } from '../../../server/publish/documents.ts'
import { openApi } from '../../../server/publish/openapi.ts'
import { createPublisher } from '../../../server/publish/publisher.ts'
import { signedStatus } from '../../../server/publish/signed-status.ts'
import { readSigningKey } from '../../../server/signing-key.ts'
import { idleApp } from '../../support/app.ts'
import { temporaryFolder } from '../../support/folders.ts'
import { SITE, SNAPSHOT_NAMES, snapshotOf } from '../../support/snapshots.ts'

type Content = Record<string, { schema: object; example?: unknown }>
type Parameter = { name: string; in: string; example?: string; schema: { examples?: string[]; enum?: string[] } }
type Operation = { parameters?: Parameter[]; responses: Record<string, { content?: Content }> }
type Api = { paths: Record<string, { parameters?: Parameter[]; get: Operation }>; components: object }

const SNAPSHOT = snapshotOf('document-down')
const API = JSON.parse(JSON.stringify(openApi(SNAPSHOT))) as Api
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
addFormats.default(ajv)
ajv.addVocabulary(['components'])
const operations = Object.entries(API.paths).map(([path, { parameters = [], get }]) => ({ path, parameters, get }))

test('it has no problem by the strict rules of a linter, in any state', async () => {
  const config = await createConfig({ extends: ['recommended-strict'] })
  for (const name of SNAPSHOT_NAMES) {
    const source = JSON.stringify(openApi(snapshotOf(name)))
    const problems = await lintFromString({ source, config, absoluteRef: '/openapi.json' })
    assert.deepEqual(
      problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
      [],
      name,
    )
  }
})

test('the linter would notice', async () => {
  const config = await createConfig({ extends: ['recommended-strict'] })
  const broken = {
    ...openApi(SNAPSHOT),
    paths: { '/api/v1/status': { get: { operationId: 'status', responses: {} } } },
  }
  const problems = await lintFromString({ source: JSON.stringify(broken), config, absoluteRef: '/openapi.json' })
  assert.ok(problems.length > 2)
})

test('every example fits its schema by an independent validator, and nothing more than that does', () => {
  let seen = 0
  for (const { path, get } of operations) {
    for (const { schema, example } of Object.values(get.responses[200]?.content ?? {})) {
      if (example === undefined) continue
      seen++
      assert.ok(ajv.validate(schema, example), `${path}: ${ajv.errorsText()}`)
      assert.ok(!ajv.validate(schema, { ...(example as object), more: 1 }), `${path} is closed`)
    }
  }
  assert.equal(seen, 11)
})

test('every answer of a running server fits, has an ETag, and is 304 the next time', async (context) => {
  const base = await serving(context)
  for (const operation of operations) {
    const url = base + addressOf(operation)
    const answer = await fetch(url)
    await fits(operation, answer)
    assert.equal(answer.headers.get('access-control-allow-origin'), '*')
    const tag = answer.headers.get('etag') ?? ''
    assert.match(tag, /^".+"$/, url)
    assert.equal((await fetch(url, { headers: { 'if-none-match': tag } })).status, 304, url)
    assert.equal((await fetch(url, { method: 'HEAD' })).headers.get('etag'), tag)
    await fits(operation, await fetch(url, { method: 'POST' }), 405)
  }
})

test('every parameter is understood with its example, and the answer fits', async (context) => {
  const base = await serving(context)
  const asked = operations.flatMap((operation) =>
    (operation.get.parameters ?? [])
      .filter((one) => one.in === 'query' && one.name !== 'cursor')
      .flatMap(({ name, schema }) => valuesOf(schema).map((value) => ({ operation, name, value }))),
  )
  assert.ok(asked.length > 12)
  for (const { operation, name, value } of asked) {
    await fits(operation, await fetch(`${base}${addressOf(operation)}?${new URLSearchParams({ [name]: value })}`))
  }
})

test('every error that is promised comes, and is the problem that is described', async (context) => {
  const base = await serving(context)
  const of = (status: string) => operations.filter(({ get }) => status in get.responses)
  assert.deepEqual([of('400').length, of('404').length], [4, 3])
  for (const operation of of('400'))
    await fits(operation, await fetch(`${base}${addressOf(operation)}?nonsense=1`), 400)
  for (const operation of of('404')) {
    const address = operation.path
      .replace('{service}', 'nothing')
      .replace('{name}', 'nothing')
      .replace('{id}', 'nothing00000')
    await fits(operation, await fetch(base + address), 404)
  }
})

function addressOf({ path, parameters }: { path: string; parameters: Parameter[] }): string {
  return parameters.reduce((address, { name, example }) => {
    assert.ok(example, `${path}: ${name} has an example`)
    return address.replace(`{${name}}`, example)
  }, path)
}

function valuesOf({ examples, enum: words, ...schema }: Parameter['schema']): string[] {
  return examples ?? words ?? [String((schema as { default?: unknown }).default)]
}

async function fits({ path, get }: { path: string; get: Operation }, answer: Response, status = 200): Promise<void> {
  assert.equal(answer.status, status, answer.url)
  const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
  const schema = get.responses[status]?.content?.[type]?.schema
  assert.ok(schema, `${path} says ${type} for ${status}`)
  const body: unknown = type === 'text/plain' ? await answer.text() : await answer.json()
  const validate = ajv.compile({ ...schema, components: API.components })
  assert.ok(validate(body), `${answer.url}: ${ajv.errorsText(validate.errors)}`)
}

async function serving(context: TestContext): Promise<string> {
  const publisher = createPublisher()
  publisher.publish(SNAPSHOT, publicDocuments(SNAPSHOT, [signedStatus(readSigningKey(temporaryFolder(context)))]))
  const statusApi = {
    site: SITE,
    current: publisher.current,
    incidentById: async () => null,
    renderIncident: () => null,
  }
  const app = await idleApp({ publisher, statusApi })
  context.after(() => app.close())
  return app.listen({ host: '127.0.0.1', port: 0 })
}
