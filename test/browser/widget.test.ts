// What other sites embed, in a real browser: the widget under a strict policy of another origin, and the widths of badges.
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { publicDocuments } from '../../server/publish/documents.ts'
import { createPublisher, type Publisher } from '../../server/publish/publisher.ts'
import { startChromium } from '../support/chromium.ts'
import { NOW, type SnapshotName, snapshotOf } from '../support/snapshots.ts'

const MINUTE = 60_000
let browser: Browser
let publisher: Publisher = createPublisher()
let ours: string
let theirs: string
let attributes = ''

const site = createServer((request, response) => {
  if (!publisher.answer(request, response)) response.writeHead(404).end()
})
const embedding = createServer((_request, response) => {
  const policy = `default-src 'none'; script-src ${ours}; connect-src ${ours}; style-src 'none'; img-src data:; require-trusted-types-for 'script'`
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy })
  response.end(
    `<!doctype html><title>x</title><link rel="icon" href="data:,"><p><script src="${ours}/widget.js" ${attributes} defer></script>`,
  )
})

before(async () => {
  ours = await listening(site)
  theirs = await listening(embedding)
  browser = await startChromium()
})
after(async () => {
  await browser?.close()
  for (const server of [site, embedding]) {
    server.closeAllConnections()
    server.close()
  }
})

test('the widget says the sentence of a service under a strict policy of another origin, and leaves nothing behind', async () => {
  publish('document-down', 0)
  const { page, complaints, text } = await open('data-service="government24" data-language="en"')
  assert.equal(await text(), '!Not working: Government 24 Resident register copy.')
  const link = page.locator('p a')
  assert.equal(await link.getAttribute('href'), `${ours}/en`)
  const radius = "getComputedStyle(document.querySelector('p span').shadowRoot.querySelector('a')).borderTopLeftRadius"
  assert.equal(await page.evaluate(radius), '8px')
  assert.deepEqual(complaints, [])
  assert.deepEqual(await page.context().cookies(), [])
  assert.equal(await page.evaluate('localStorage.length'), 0)
  await page.context().close()
})

test('it turns with the services, and knows nothing when the page has said nothing new for three minutes', async () => {
  publish('green', 0)
  const { page, text } = await open('')
  assert.equal(await text(), '✓모든 서비스가 정상입니다.')
  publish('document-down', 1)
  let asked = 0
  page.on('request', () => asked++)
  for (let seconds = 0; asked === 0 && seconds < 80; seconds += 2) await page.clock.runFor(2000)
  await page.getByText('주민등록표 등본 발급').waitFor({ timeout: 5000 })
  await page.clock.runFor(5 * MINUTE)
  await page.getByText('확인할 수 없습니다').waitFor({ timeout: 5000 })
  assert.equal(await text(), '?지금은 서비스 상태를 확인할 수 없습니다.')
  await page.context().close()
})

test('a service that there is not is unknown, and whoever embeds it is told why', async () => {
  publish('green', 0)
  const { page, complaints, text } = await open('data-service="goverment24"')
  assert.equal(await text(), '?지금은 서비스 상태를 확인할 수 없습니다.')
  assert.match(complaints[0] ?? '', /knows no service "goverment24"/)
  await page.context().close()
})

test('the text of a badge is neither squeezed nor torn apart', async () => {
  publish('few-watched', 0)
  const page = await browser.newPage()
  for (const path of ['/badge.svg', '/en/badge.svg', '/badge/saeol/counter-issue.svg', '/en/badge/government24.svg']) {
    await page.goto(ours + path)
    const ratios = (await page.evaluate(`[...document.querySelectorAll('text')].map((text) => {
      const given = Number(text.getAttribute('textLength'))
      text.removeAttribute('textLength')
      return text.getComputedTextLength() / given
    })`)) as number[]
    for (const ratio of ratios) assert.ok(ratio > 0.75 && ratio < 1.15, `${path}: ${ratios}`)
  }
  await page.close()
})

async function open(given: string) {
  attributes = given
  const page = await (await browser.newContext()).newPage()
  await page.clock.install({ time: NOW })
  const complaints: string[] = []
  page.on('console', (line) => complaints.push(line.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  const told = page.waitForResponse(`${ours}/api/v1/status`)
  await page.goto(theirs)
  await (await told).finished()
  const sentence = page.locator('p a span')
  await sentence.filter({ hasText: /./ }).waitFor({ timeout: 5000 })
  return { page, complaints, text: () => page.locator('p a').textContent() }
}

/** `later`: versions, and minutes. */
function publish(name: SnapshotName, later: number): void {
  if (later === 0) publisher = createPublisher()
  const plain = snapshotOf(name)
  const snapshot = { ...plain, version: plain.version + later, at: plain.at + later * MINUTE }
  publisher.publish(snapshot, publicDocuments(snapshot))
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
