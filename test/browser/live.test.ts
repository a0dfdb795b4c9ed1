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
import { createLive } from '../../server/publish/live.ts'
import { renderPage } from '../../views/render.ts'
import { startChromium } from '../support/chromium.ts'
import { type SnapshotName, snapshotOf } from '../support/snapshots.ts'

const LIVE = readFileSync(join(import.meta.dirname, '../../views/public/live.js'), 'utf8')
let shown: SnapshotName = 'green'
let events = createLive(10)
let browser: Browser
let base: string

const server = createServer((request, response) => {
  const url = request.url ?? ''
  if (url.startsWith('/live')) return events.open(response, Number(/version=(\d+)/.exec(url)?.[1]))
  if (request.url === '/assets/live.js') return response.setHeader('content-type', 'text/javascript').end(LIVE)
  const newer = present()
  response.writeHead(200, ['content-type', 'text/html; charset=utf-8', 'etag', `"${shown}"`, ...HTML_HEADERS])
  return response.end(renderPage('front', frontPage(newer, url.startsWith('/en') ? 'en' : 'ko')))
})

function present() {
  const changed = shown === 'green' ? 0 : 1
  const snapshot = snapshotOf(shown)
  return { ...snapshot, at: snapshot.at + changed, version: snapshot.version + changed }
}

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

test('an open page hears of a change by itself, and keeps what is unfolded and what is being typed', async () => {
  shown = 'green'
  events = createLive(10)
  events.tell(present())
  const page = await browser.newPage()
  await page.goto(`${base}/`)
  const saeol = page.locator('details.service').nth(1)
  await saeol.locator('> summary').click()
  await page.locator('#q').fill('등본')
  while (events.count() === 0) await page.waitForTimeout(20)
  shown = 'document-down'
  events.tell(present())
  await page.locator('.hero.warn').waitFor({ timeout: 5000 })
  assert.equal(await saeol.getAttribute('open'), '')
  assert.equal(await page.locator('#q').inputValue(), '등본')
  assert.equal(await page.evaluate('document.activeElement.id'), 'q')
  await page.close()
})

test('who chose a language finds it again at the front page, unless they come from a page of ours', async () => {
  shown = 'green'
  const page = await browser.newPage()
  await page.goto(`${base}/`)
  await page.locator('a[data-language=en]').click()
  await page.waitForURL(`${base}/en`)
  await page.goto(`${base}/`)
  await page.waitForURL(`${base}/en`)
  await page.locator('a.brand').click()
  await page.locator('a[data-language=ko]').click()
  await page.waitForURL(`${base}/`)
  await page.goto(`${base}/`)
  assert.equal(new URL(page.url()).pathname, '/')
  await page.close()
})

test('a reader may ask for more contrast, and finds it again', async () => {
  const page = await browser.newPage()
  await page.goto(`${base}/en`)
  await page.getByRole('button', { name: 'High contrast' }).click()
  await page.goto(`${base}/en`)
  await page.waitForFunction("document.documentElement.hasAttribute('data-high-contrast')")
  assert.equal(await page.getByRole('button', { name: 'High contrast' }).getAttribute('aria-pressed'), 'true')
  await page.close()
})
