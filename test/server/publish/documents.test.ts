import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publicDocuments } from '../../../server/publish/documents.ts'
import type { Snapshot } from '../../../server/publish/snapshot.ts'
import { SNAPSHOT_NAMES, snapshotOf } from '../../support/snapshots.ts'

test('every state has its pages in both languages and a page and a document for each incident', () => {
  for (const name of SNAPSHOT_NAMES) {
    const snapshot = snapshotOf(name)
    const paths = publicDocuments(snapshot)
    const own = snapshot.incidents.flatMap(({ id }) => [
      `/incidents/${id}`,
      `/en/incidents/${id}`,
      `/api/v1/incidents/${id}`,
    ])
    for (const path of ['/', '/en', '/api/v1/status', '/api/v2/summary.json', ...own]) {
      assert.ok(paths.has(path), `${path} of ${name}`)
    }
  }
})

test('a page allows nothing from elsewhere and no inline script, only its own style sheet', () => {
  const headers = headersOf(snapshotOf('green'), '/')
  const policy = headers.get('content-security-policy') ?? ''
  assert.match(policy, /default-src 'none'/)
  assert.match(policy, /style-src 'self' 'sha256-[^']+'/)
  assert.match(policy, /frame-ancestors 'none'/)
  assert.match(policy, /base-uri 'none'/)
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|https?:/)
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  assert.equal(headers.get('content-type'), 'text/html; charset=utf-8')
  assert.ok(headers.has('referrer-policy'))
})

test('the same content keeps its ETag over versions, and a change of it does not', () => {
  const snapshot = snapshotOf('green')
  const etag = (one: Snapshot, path: string) => headersOf(one, path).get('etag')
  const later = { ...snapshot, version: snapshot.version + 1, at: snapshot.at + 1000 }
  assert.equal(etag(later, '/api/v1/fallbacks'), etag(snapshot, '/api/v1/fallbacks'))
  assert.notEqual(etag(snapshotOf('all-down'), '/api/v1/fallbacks'), etag(snapshot, '/api/v1/fallbacks'))
})

function headersOf(snapshot: Snapshot, path: string): Map<string, string> {
  const headers = publicDocuments(snapshot).get(path)?.encoded('br').headers ?? []
  return new Map(headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1] ?? ''] as const] : [])))
}
