// A visit to the whole app as it serves its pages: without scripts, and by what it costs on a telephone.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import type { Browser } from 'playwright-core'
import { loadCatalogue } from '../../data/catalogue.ts'
import { createFinder } from '../../server/pages/find.ts'
import { papersPage } from '../../server/pages/papers.ts'
import { publicDocuments } from '../../server/publish/documents.ts'
import { HTML_HEADERS } from '../../server/publish/html-pages.ts'
import { createPublisher } from '../../server/publish/publisher.ts'
import { renderPage } from '../../views/render.ts'
import { idleApp } from '../support/app.ts'
import { startChromium } from '../support/chromium.ts'
import { snapshotOf } from '../support/snapshots.ts'

const KB = 1024
const SNAPSHOT = snapshotOf('document-down')

let browser: Browser
let app: FastifyInstance
let base: string

before(async () => {
  const publisher = createPublisher()
  publisher.publish(SNAPSHOT, publicDocuments(SNAPSHOT))
  const find = createFinder(loadCatalogue().papers)
  app = await idleApp({
    publisher,
    htmlHeaders: HTML_HEADERS,
    documents: {
      renderFound: (query, language) => renderPage('papers', papersPage(SNAPSHOT, { query, find }, language)),
    },
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  browser = await startChromium()
})
after(async () => {
  await browser?.close()
  await app?.close()
})

for (const [typed, found] of [
  ['등본', '주민등록표 등본'],
  ['ㅇㄱ', '인감'],
  ['가족관게', '가족관계'],
] as const) {
  test(`without scripts "${typed}" is found from the front page, with where it can be had now`, async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } })
    const page = await context.newPage()
    await page.goto(`${base}/`)
    await page.locator('input[type=search]').first().fill(typed)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/documents\?/)
    const first = page.locator('section[aria-labelledby=found] li').first()
    assert.match((await first.textContent()) ?? '', new RegExp(found))
    assert.notEqual((await first.locator('.state').textContent())?.trim(), '')
    await context.close()
  })
}

test('the front page comes in one piece of at most 14 kB, and all that belongs to it in 60 kB, from here alone', async () => {
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } })
  const sizes = new Map<string, number>()
  page.on('requestfinished', async (request) => {
    const { responseBodySize } = await request.sizes()
    sizes.set(request.url(), responseBodySize)
  })
  await page.goto(`${base}/`, { waitUntil: 'load' })
  await page.waitForTimeout(200)
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  assert.ok((sizes.get(`${base}/`) ?? Number.POSITIVE_INFINITY) <= 14 * KB, `the page: ${sizes.get(`${base}/`)}`)
  assert.ok(total <= 60 * KB, `all: ${total}`)
  assert.deepEqual(
    [...sizes.keys()].filter((url) => !url.startsWith(base)),
    [],
  )
  await page.close()
})
