// The pages in a real Chromium: no accessibility violation in any state, language and colour mode; nothing to scroll sideways.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { loadCatalogue } from '../../data/catalogue.ts'
import type { SpokenLanguage } from '../../data/tables.ts'
import { usual } from '../../server/notify/choices.ts'
import { localised } from '../../server/pages/frame.ts'
import { frontPage } from '../../server/pages/front.ts'
import { type ManageState, managePage } from '../../server/pages/manage.ts'
import { messagePage } from '../../server/pages/message.ts'
import { notFoundPage } from '../../server/pages/not-found.ts'
import { rehearsalPage } from '../../server/pages/rehearsal.ts'
import { staffReportPage } from '../../server/pages/staff-report.ts'
import { subscribePage } from '../../server/pages/subscribe.ts'
import { codePage, subscribeTextPage } from '../../server/pages/subscribe-text.ts'
import { htmlPages, renderIncident } from '../../server/publish/html-pages.ts'
import type { Snapshot } from '../../server/publish/snapshot.ts'
import { LANGUAGES, type Language } from '../../views/format.ts'
import { renderPage } from '../../views/render.ts'
import { startChromium } from '../support/chromium.ts'
import { consolePages } from '../support/console-pages.ts'
import { NOW, OPERATORS_ONLY, SITE, SNAPSHOT_NAMES, snapshotOf } from '../support/snapshots.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PUBLIC = join(import.meta.dirname, '../../views/public')
const pages = new Map<string, string>()
for (const language of LANGUAGES) {
  for (const [name, html] of publicPagesIn(language)) pages.set(`/${language}/${name}`, html)
}
for (const language of ['ko', 'en'] as const) {
  for (const [name, html] of [...formsIn(language), ...consolePages(language)]) pages.set(`/${language}/${name}`, html)
}

let browser: Browser
let base: string
const server = createServer((request, response) => {
  const asset = /^\/assets\/([a-z-]+\.(js|css))$/.exec(request.url ?? '')
  const type = asset?.[2] === 'css' ? 'text/css' : asset ? 'text/javascript' : 'text/html; charset=utf-8'
  response.setHeader('content-type', type)
  response.end(asset ? readFileSync(join(PUBLIC, asset[1] ?? '')) : (pages.get(request.url ?? '') ?? ''))
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

/** As readers may have set them: each changes every colour. */
const MODES = [
  { name: 'light', media: { colorScheme: 'light' }, high: false },
  { name: 'dark', media: { colorScheme: 'dark' }, high: false },
  { name: 'high contrast', media: { colorScheme: 'light' }, high: true },
  { name: 'high contrast, dark', media: { colorScheme: 'dark' }, high: true },
] as const

test('axe finds nothing on any page, in any language and colours', async () => {
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } })
  for (const path of pages.keys()) {
    await page.goto(base + path)
    await page.evaluate(AXE)
    // colours do not follow the language
    for (const { name, media, high } of path.startsWith('/ko/') ? MODES : MODES.slice(0, 1)) {
      await page.emulateMedia(media)
      await page.evaluate(`document.documentElement.toggleAttribute('data-high-contrast', ${high})`)
      assert.deepEqual(await violations(page, name === 'light'), [], `${path}, ${name}`)
    }
  }
  await page.close()
})

test('no page scrolls sideways at 320 px', async () => {
  const page = await browser.newPage({ viewport: { width: 320, height: 640 } })
  for (const path of pages.keys()) {
    await page.goto(base + path)
    const wide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
    assert.equal(wide, false, path)
  }
  await page.close()
})

test('with letters twice as large nothing is cut off, and nothing scrolls sideways on a screen of 640 px', async () => {
  const page = await browser.newPage({ viewport: { width: 640, height: 740 } })
  for (const path of pages.keys()) {
    await page.goto(base + path)
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    const wide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
    assert.equal(wide, false, path)
  }
  await page.close()
})

test('where the reader forces colours of their own, states are still told apart by words and shapes, and the focus is seen', async () => {
  const page = await browser.newPage({ forcedColors: 'active' })
  await page.goto(`${base}/ko/document-down`)
  const words = await page.locator('.state').allTextContents()
  assert.ok(words.length > 5 && words.every((word) => word.trim() !== ''))
  await page.keyboard.press('Tab')
  assert.notEqual(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'none')
  await page.close()
})

test('by the keyboard alone: to the content at once, to everything that can be used, and each is seen to have the focus', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 740 } })
  for (const path of ['/ko/document-down', '/en/subscribe-mailbox-empty', '/ko/manage']) {
    await page.goto(base + path)
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate('document.activeElement.className'), 'skip', path)
    const place = await page.locator('a.skip').boundingBox()
    assert.ok((place?.y ?? -1) >= 0, 'the link to the content is seen once it has the focus')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate('document.activeElement.id'), 'main')
    await page.goto(base + path)
    assert.deepEqual(await page.evaluate(UNSEEN), [], path)
  }
  await page.close()
})

/** What can be used, is on the page, and does not show that it has the focus. */
const UNSEEN = `(() => {
  const usable = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
  return usable.filter((one) => one.checkVisibility() && one.type !== 'hidden').filter((one) => {
    one.focus({ focusVisible: true })
    const { outlineStyle, outlineWidth } = getComputedStyle(one)
    return document.activeElement !== one || outlineStyle === 'none' || parseFloat(outlineWidth) < 2
  }).map((one) => one.outerHTML.slice(0, 120))
})()`

test('the page says what is down and what to do instead without a script', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  await page.goto(`${base}/ko/document-down`)
  assert.match((await page.locator('h1').textContent()) ?? '', /주민등록표 등본 발급/)
  const first = page.locator('.instead li').first()
  assert.ok(((await first.boundingBox())?.y ?? 9999) < 740, 'the first way out is on the first screen')
  await context.close()
})

test('a page whose data is old says so itself', async () => {
  const page = await browser.newPage()
  await page.goto(`${base}/ko/green`)
  await page.waitForFunction("!document.getElementById('stale').hidden", undefined, { timeout: 10_000 })
  assert.match((await page.locator('#stale').textContent()) ?? '', /오래됨/)
  await page.close()
})

/** In other colours only what colours decide can be otherwise. */
async function violations(page: Page, all: boolean): Promise<string[]> {
  const rules = all ? '' : "document, { runOnly: ['color-contrast', 'link-in-text-block'] }"
  const found = (await page.evaluate(`axe.run(${rules})`)) as {
    violations: { id: string; nodes: { html: string }[] }[]
  }
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

function managed(): ManageState {
  const subscriber = {
    id: 's',
    channel: 'email' as const,
    address: '',
    language: 'ko' as const,
    role: 'public' as const,
    name: '',
    scope: ['saeol', 'government24/login'],
    status: 'active' as const,
    preferences: '{"digest":"daily"}',
  }
  const following = [{ id: 'i', title_ko: '정부24 로그인 장애', title_en: 'Outage of the login' }]
  const links = { path: '/manage/x', leavePath: '/unsubscribe/x' }
  return {
    subscriber,
    address: 'reader@example.kr',
    secret: 'whsec_x',
    following,
    ...links,
    saved: true,
    problem: '하나 이상 골라 주십시오.',
  }
}

function* publicPagesIn(language: Language): Generator<[string, string]> {
  for (const name of SNAPSHOT_NAMES) {
    const snapshot = snapshotOf(name)
    yield [name, renderPage('front', frontPage(snapshot, language))]
    const incident = snapshot.incidents[0]
    if (incident) yield [`incident-${name}`, renderIncident(snapshot, incident, language)]
  }
  yield* oneOfEach(language)
  yield ['rehearsing', renderPage('front', frontPage(snapshotOf('green', { rehearsal: true }), language))]
}

function* formsIn(language: SpokenLanguage): Generator<[string, string]> {
  yield ['operators', renderIncident(snapshotOf('marks'), OPERATORS_ONLY, language)]
  const { services } = loadCatalogue()
  for (const problem of [false, '주소를 확인해 주십시오.'] as const) {
    for (const receiver of ['mailbox', 'room'] as const) {
      const form = { language, receiver, written: '', wishes: { ...usual(language), scope: ['saeol/login'] }, problem }
      const html = renderPage('subscribe', subscribePage(SITE, services, 'key', form))
      yield [`subscribe-${receiver}-${problem ? 'problem' : 'empty'}`, html]
    }
  }
  const numbers = { language, number: '', wishes: usual(language), problem: '번호를 확인해 주십시오.' }
  yield ['subscribe-text', renderPage('subscribe-text', subscribeTextPage(SITE, services, numbers))]
  yield ['code', renderPage('code', codePage(SITE, { language, token: 'x', problem: false }))]
  yield ['manage', renderPage('manage', managePage(SITE, loadCatalogue(), managed(), language))]
  yield ['message', renderPage('message', messagePage(SITE, 'leave', language, '/unsubscribe/x'))]
  yield ['not-found', renderPage('not-found', notFoundPage(SITE, language))]
  yield ['staff-report', renderPage('staff-report', staffReport(language))]
  const targets = [
    {
      id: 'saeol',
      faults: [
        { id: 'refused', on: true },
        { id: 'slow', on: false },
      ],
    },
  ]
  const text = {
    channel: 'sms' as const,
    to: '+821020000000',
    subject: '',
    text: '[봉수] 장애',
    html: '',
    headers: {},
    at: '2026-11-24T05:05:00.000Z',
  }
  yield ['rehearsal', renderPage('rehearsal', rehearsalPage(SITE, { targets, messages: [text] }, language))]
}

/** Of the pages that a snapshot holds, one of each kind, in a state with something to show, and with a past. */
function* oneOfEach(language: Language): Generator<[string, string]> {
  const wanted = localised('/', language)
  const seen = new Set(['', 'incidents'])
  for (const { path, content } of htmlPages(withPast(snapshotOf('document-down')))) {
    const own = language === 'ko' ? !/^\/(en|easy)(\/|$)/.test(path) : path.startsWith(wanted)
    const [kind = '', ...rest] = path.slice(language === 'ko' ? 1 : wanted.length + 1).split('/')
    const name = rest.length > 0 ? `one-${kind}` : kind
    if (!own || seen.has(name)) continue
    seen.add(name)
    yield [name, String(content())]
  }
}

/** With runs and days to draw. */
function withPast(snapshot: Snapshot): Snapshot {
  const ids = snapshot.services.flatMap(({ components }) => components.map(({ id }) => id))
  const every = 900_000
  const points = Array.from({ length: 90 }, (_, index) => ({
    at: Math.floor(NOW / every) * every - (89 - index) * every,
    typical: index === 40 ? null : 400 + index,
    slowest: index === 40 ? null : 900 + index,
    runs: 30,
    failed: index === 40 ? 30 : 0,
  }))
  const place = {
    network: 'KT',
    abroad: false,
    lastAt: NOW - 20_000,
    runs: 900,
    failed: 2,
    inconclusive: 1,
    components: ids,
  }
  const locations = [
    { id: 'seoul', name: { ko: '서울', en: 'Seoul' }, ...place },
    { id: 'busan', name: { ko: '부산', en: 'Busan' }, ...place },
  ]
  const speeds = ids.map(
    (id) => [id, locations.map((one) => ({ location: one.id, step: null, every, points }))] as const,
  )
  return { ...snapshot, history: { ...snapshot.history, locations, speeds: new Map(speeds) } }
}

function staffReport(language: SpokenLanguage) {
  const answers = new Map([
    ['saeol/login', { answer: 'fails' as const, at: NOW - 60_000 }],
    ['saeol/resident-register', { answer: 'slow' as const, at: NOW - 120_000 }],
    ['saeol/counter-issue', { answer: 'works' as const, at: NOW - 3_600_000 }],
  ])
  const center = { id: 'c', name: '예시 행정복지센터', language, scope: [] }
  const path = '/staff/x'
  return staffReportPage(
    { catalogue: loadCatalogue(), site: SITE, center, answers, countsForMs: 600_000, path, now: NOW },
    language,
  )
}
