import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fastifyStatic from '@fastify/static'
import { load } from 'cheerio'
import fastify from 'fastify'
import { createMetrics } from '../../../server/metrics.ts'
import { publicDocuments } from '../../../server/publish/documents.ts'
import { createFilePublishing } from '../../../server/publish/file-publishing.ts'
import { type FileStore, folderStore } from '../../../server/publish/file-store.ts'
import { MANIFEST, publishFiles } from '../../../server/publish/publish-files.ts'
import { s3Store } from '../../../server/publish/s3-store.ts'
import { startBucket } from '../../support/bucket.ts'
import { temporaryFolder } from '../../support/folders.ts'
import { type SnapshotName, snapshotOf } from '../../support/snapshots.ts'

function documentsOf(name: SnapshotName) {
  return publicDocuments(snapshotOf(name))
}

const STORES: [name: string, open: (context: TestContext) => Promise<FileStore>][] = [
  ['a folder', async (context) => folderStore(temporaryFolder(context))],
  ['a bucket', async (context) => s3Store((await startBucket(context)).settings)],
]

for (const [name, open] of STORES) {
  test(`${name} gets everything public, then only what changed, and never an older version`, async (context) => {
    const store = await open(context)
    const first = await publishFiles(store, 7, documentsOf('green'))
    assert.ok(first.written > 300)
    assert.match(String((await store.read('index.html'))?.body), /모든 서비스가 정상입니다/)
    assert.ok(await store.read('en/components/government24/login/index.html'))
    assert.ok(JSON.parse(String((await store.read('api/v1/status/index.json'))?.body)))
    assert.ok(await store.read('assets/live.js'))
    assert.deepEqual(await publishFiles(store, 8, documentsOf('green')), { written: 0, removed: 0, current: false })
    const changed = await publishFiles(store, 9, documentsOf('document-down'))
    assert.ok(changed.written > 0 && changed.written < first.written)
    assert.equal((await publishFiles(store, 8, documentsOf('green'))).current, true)
    assert.doesNotMatch(String((await store.read('index.html'))?.body), /모든 서비스가 정상입니다/)
  })

  test(`what is no longer public vanishes from ${name}`, async (context) => {
    const store = await open(context)
    await publishFiles(store, 7, documentsOf('document-down'))
    const { removed } = await publishFiles(store, 8, documentsOf('green'))
    assert.ok(removed > 0)
    const [incident] = snapshotOf('document-down').incidents
    assert.equal(await store.read(`incidents/${incident?.id}/index.html`), null)
  })
}

test('of two servers that write one bucket at once the newer version stands', async (context) => {
  const bucket = await startBucket(context)
  const [one, other] = [s3Store(bucket.settings), s3Store(bucket.settings)]
  await publishFiles(one, 1, documentsOf('green'))
  await Promise.all([
    publishFiles(one, 5, documentsOf('unknown')),
    publishFiles(other, 6, documentsOf('document-down')),
  ])
  await publishFiles(other, 7, documentsOf('document-down'))
  const manifest = JSON.parse(String(bucket.objects.get(MANIFEST)?.body)) as { version: number }
  assert.equal(manifest.version, 7)
  for (const [key, { body }] of bucket.objects) {
    if (key.endsWith('index.html')) assert.doesNotMatch(String(body), /지금은 서비스 상태를 확인할 수 없습니다/, key)
  }
  assert.equal(bucket.objects.get('index.html')?.headers['content-type'], 'text/html; charset=utf-8')
  assert.match(bucket.objects.get('index.html')?.headers['cache-control'] ?? '', /stale-if-error/)
})

test('a bucket that fails is asked again later, and serving goes on', async (context) => {
  const bucket = await startBucket(context)
  bucket.broken = 503
  let now = 1_000_000
  const log = { error: () => {}, warn: () => {} } as never
  const metrics = createMetrics()
  const files = createFilePublishing({ settings: { s3: bucket.settings }, metrics, log, now: () => now })
  files.offer(snapshotOf('green'), documentsOf('green'))
  await files.tick()
  bucket.broken = null
  await files.tick()
  assert.equal(bucket.puts.length, 0, 'not at once')
  now += 5_000
  await files.tick()
  assert.ok(bucket.puts.includes(MANIFEST))
  assert.match(await metrics.registry.metrics(), /bongsu_files_failed_total\{store="[^"]+"\} 1/)
})

test('a plain static host serves the folder: every page, and every link between them', async (context) => {
  const folder = temporaryFolder(context)
  await publishFiles(folderStore(folder), 7, documentsOf('document-down'))
  const host = fastify()
  await host.register(fastifyStatic, { root: folder, index: ['index.html', 'index.json'], redirect: false })
  context.after(() => host.close())
  const base = await host.listen({ host: '127.0.0.1', port: 0 })
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  const links = load(html)('a[href^="/"], link[href^="/"], script[src^="/"]')
    .map((_, one) => ('attribs' in one ? (one.attribs.href ?? one.attribs.src ?? '') : ''))
    .get()
    .filter((to) => !/subscribe|rehearsal/.test(to))
  assert.ok(links.length > 20)
  for (const link of new Set(links)) {
    const path = /\.[a-z]+$/.test(link) ? link : `${link.replace(/\/$/, '')}/`
    assert.equal((await fetch(base + path)).status, 200, link)
  }
  assert.ok(existsSync(join(folder, 'maintenance.ics')))
})
