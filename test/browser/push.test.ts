// The script and the worker of browser alerts, under the real security policy. The push service itself is out of reach here: the browser is
// handed what one would hand it.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import type { Browser, Page } from 'playwright-core'
import { usual } from '../../server/notify/choices.ts'
import { pushKeys } from '../../server/notify/push.ts'
import { subscribePage } from '../../server/pages/subscribe.ts'
import { HTML_HEADERS } from '../../server/publish/html-pages.ts'
import { renderPage } from '../../views/render.ts'
import { idleApp } from '../support/app.ts'
import { startChromium } from '../support/chromium.ts'
import { SITE } from '../support/snapshots.ts'

const KEY = pushKeys('only-for-this-test').publicKey
const FORM = {
  language: 'ko' as const,
  receiver: 'mailbox' as const,
  written: '',
  wishes: usual('ko'),
  problem: false as const,
}
const NOTE = { title: '[봉수] 등본 장애', body: '정부24 등본: 장애', tag: 'i1', url: '/incidents/i1', language: 'ko' }

let browser: Browser
let app: FastifyInstance
let base: string

before(async () => {
  app = await idleApp({ htmlHeaders: HTML_HEADERS })
  app.get('/subscribe', (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(renderPage('subscribe', subscribePage(SITE, [], KEY, FORM))),
  )
  await app.listen({ host: '127.0.0.1', port: 0 })
  // a worker needs a secure origin, which localhost is
  base = `http://localhost:${(app.server.address() as AddressInfo).port}`
  browser = await startChromium()
})
after(async () => {
  await browser?.close()
  await app?.close()
})

async function opened(): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ permissions: ['notifications'] })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (line) => complaints.push(line.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${base}/subscribe`)
  return { page, complaints }
}

test('the worker is let in by the security policy and shows what came', async () => {
  const { page, complaints } = await opened()
  const session = await page.context().newCDPSession(page)
  const registered = new Promise<string>((resolve) => {
    session.on(
      'ServiceWorker.workerRegistrationUpdated',
      ({ registrations: [one] }) => one && resolve(one.registrationId),
    )
  })
  await session.send('ServiceWorker.enable')
  const active = `navigator.serviceWorker.register('/assets/push-worker.js').then((registration) => new Promise((resolve) => {
    const worker = registration.installing
    worker.addEventListener('statechange', () => worker.state === 'activated' && resolve(worker.state))
  }))`
  assert.equal(await page.evaluate(active), 'activated')
  const registrationId = await registered
  const [worker] = page.context().serviceWorkers()
  assert.ok(worker)
  // the packaged Chromium has no screen to show it on
  await worker.evaluate(`
    shown = []
    self.registration.showNotification = async (title, { body, tag, lang, data }) => shown.push([title, body, tag, lang, data.url])
  `)
  const data = JSON.stringify(NOTE)
  await session.send('ServiceWorker.deliverPushMessage', { origin: base, registrationId, data })
  const shown = await worker.evaluate(`(async () => {
    while (shown.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    return shown
  })()`)
  assert.deepEqual(shown, [[NOTE.title, NOTE.body, NOTE.tag, NOTE.language, NOTE.url]])
  assert.deepEqual(complaints, [])
  await page.context().close()
})

test('alerts are offered where the browser has them, and a failure is said in words', async () => {
  const { page } = await opened()
  await page.getByRole('button', { name: '이 브라우저로 알림 받기' }).click()
  const news = page.locator('#browser-news')
  await news.filter({ hasText: '알림' }).waitFor()
  assert.match((await news.textContent()) ?? '', /시작하지 못했습니다|막혀 있습니다/)
  await page.context().close()
})

test('a browser that is told already is led to its settings, without being asked anything', async () => {
  const { page } = await opened()
  await page.addInitScript(`
    const subscription = { toJSON: () => ({ endpoint: 'https://push.example.org/1' }) }
    const registration = { pushManager: { getSubscription: async () => subscription } }
    navigator.serviceWorker.getRegistration = async () => registration
  `)
  let asked = ''
  await page.route('**/subscribe/browser/settings', (route) => {
    asked = route.request().postData() ?? ''
    return route.fulfill({ json: { manage: '/manage/x' } })
  })
  await page.reload()
  const link = page.getByRole('link', { name: /그만 받기/ })
  await link.waitFor()
  assert.equal(await link.getAttribute('href'), '/manage/x')
  assert.match(asked, /push\.example\.org/)
  assert.equal(await page.locator('#browser-start').isVisible(), false)
  await page.context().close()
})
