import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { Value } from 'typebox/value'
import { openApi } from '../../../server/publish/openapi.ts'
import {
  componentsDocument,
  incidentDocument,
  OneIncidentSchema,
  STATUS_DOCUMENTS,
  statusDocument,
} from '../../../server/publish/status-api.ts'
import { SNAPSHOT_NAMES, snapshotOf } from '../../support/snapshots.ts'

test('every document fits its schema in every state', () => {
  for (const name of SNAPSHOT_NAMES) {
    const snapshot = snapshotOf(name)
    for (const { path, schema, build } of STATUS_DOCUMENTS) {
      assert.deepEqual([...Value.Errors(schema, build(snapshot))], [], `${path} of ${name}`)
    }
    for (const incident of snapshot.incidents) {
      assert.ok(Value.Check(OneIncidentSchema, incidentDocument(incident, snapshot.site.url)))
    }
  }
})

test('the status says per component what, since when and when it was last checked', () => {
  const login = statusDocument(snapshotOf('green')).services[0]?.components[2]
  assert.deepEqual(login, {
    id: 'government24/login',
    name: { ko: '로그인', en: 'Login' },
    state: 'operational',
    watched: true,
    since: '2026-10-15T05:05:00.000Z',
    lastCheckedAt: '2026-11-24T05:04:40.000Z',
  })
})

test('a component tells its availability in percent and minutes, and null where too little was watched', () => {
  const login = componentsDocument(snapshotOf('green')).components.find(({ id }) => id === 'government24/login')
  assert.deepEqual(login?.availability, {
    percent: null,
    coverage: 66.97,
    low: 66.94,
    high: 99.96,
    downMinutes: 50,
    degradedMinutes: 90,
  })
})

test('the state of the whole is the worst of its parts, and unknown is never taken for good', () => {
  const state = (name: (typeof SNAPSHOT_NAMES)[number]) => snapshotOf(name).state
  assert.deepEqual(SNAPSHOT_NAMES.map(state), [
    'operational',
    'partial_outage',
    'major_outage',
    'unknown',
    'under_maintenance',
    'partial_outage',
    'operational',
    'operational',
    'partial_outage',
  ])
})

test('a fallback that shares a broken component is told to be broken with it', () => {
  const fallbacks = new Map(snapshotOf('document-down').fallbacks.map((fallback) => [fallback.id, fallback]))
  assert.deepEqual(fallbacks.get('gov24-online')?.brokenBy, ['government24/resident-register'])
  assert.deepEqual(fallbacks.get('kiosk')?.brokenBy, [])
})

test('the OpenAPI document has every path, with an example that an independent validator takes', () => {
  type Content = { 'application/json': { schema: object; example?: unknown } }
  type Api = { openapi: string; paths: Record<string, { get: { responses: { 200: { content: Content } } } }> }
  const api = JSON.parse(JSON.stringify(openApi(snapshotOf('document-down')))) as Api
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
  addFormats.default(ajv)
  assert.equal(api.openapi, '3.1.0')
  for (const { path } of STATUS_DOCUMENTS) {
    const { schema, example } = contentOf(path)
    assert.equal(ajv.validate(schema, example), true, `${path}: ${ajv.errorsText()}`)
    assert.equal(ajv.validate(schema, { ...(example as object), more: 1 }), false, `${path} is closed`)
  }
  assert.ok(ajv.compile(contentOf('/incidents/{id}').schema))

  function contentOf(path: string) {
    const found = api.paths[`/api/v1${path}`]
    assert.ok(found, path)
    return found.get.responses[200].content['application/json']
  }
})
