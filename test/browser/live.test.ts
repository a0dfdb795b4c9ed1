// An open page under the real security policy: it takes what is newer without throwing the reader out.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { frontPage } from '../../server/pages/front.ts'
import { HTML_HEADERS } from '../../server/publish/html-pages.ts'
import { renderPage } from '../../views/render.ts'
import { startChromium } from '../support/chromium.ts'
import { type SnapshotName, snapshotOf } from '../support/snapshots.ts'

const LIVE = readFileSync(join(import.meta.dirname, '../../views/public/live.js'), 'utf8')
let shown: SnapshotName = 'green'
let browser: Browser
let base: string

const server = createServer((request, response) => {
  if (request.url === '/assets/live.js') return response.setHeader('content-type', 'text/javascript').end(LIVE)
  const newer = { ...snapshotOf(shown), at: snapshotOf(shown).at + (shown === 'green' ? 0 : 1) }
  response.writeHead(200, ['content-type', 'text/html; charset=utf-8', 'etag', `"${shown}"`, ...HTML_HEADERS])
  return response.end(renderPage('front', frontPage(newer, 'ko')))
})

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await startChromium()
})
after(async () => {
  await browser?.close()
  server.close()
})

test('the security policy lets the style sheet and the script of the page in, and nothing is complained about', async () => {
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('console', (line) => complaints.push(line.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${base}/`)
  const radius = await page.evaluate("getComputedStyle(document.querySelector('.hero')).borderTopLeftRadius")
  assert.equal(radius, '12px')
  assert.deepEqual(
    complaints.filter((line) => !line.includes('favicon') && !line.includes('icon.svg')),
    [],
  )
  await page.close()
})

test('an open page turns with the service, says so to screen readers, and keeps the focus where it was', async () => {
  shown = 'green'
  const page = await browser.newPage()
  await page.goto(`${base}/`)
  const past = page.locator('#past + ul a').first()
  await past.focus()
  shown = 'document-down'
  await page.evaluate("dispatchEvent(new Event('visibilitychange'))")
  await page.locator('.hero.warn').waitFor({ timeout: 5000 })
  assert.match((await page.locator('#news').textContent()) ?? '', /주민등록표 등본 발급/)
  assert.match(await page.title(), /이용할 수 없습니다/)
  assert.equal(await page.evaluate("document.activeElement === document.querySelector('#past + ul a')"), true)
  await page.close()
})
