// Every page that a snapshot holds is valid HTML, and every link on it leads somewhere.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { load } from 'cheerio'
import { HtmlValidate } from 'html-validate'
import { publicDocuments } from '../../../server/publish/documents.ts'
import { htmlPages } from '../../../server/publish/html-pages.ts'
import type { Snapshot } from '../../../server/publish/snapshot.ts'
import { consolePages } from '../../support/console-pages.ts'
import { SNAPSHOT_NAMES, snapshotOf } from '../../support/snapshots.ts'

const validator = new HtmlValidate({
  extends: ['html-validate:standard', 'html-validate:a11y'],
  rules: {
    // the templates leave blanks at the ends of lines, which costs nothing once compressed
    'no-trailing-whitespace': 'off',
    // titles name the page and the site, which long names of incidents make longer than 70 letters
    'long-title': 'off',
    // only for style sheets and scripts from elsewhere, of which there are none
    'require-sri': 'off',
    // a telephone number may break where the line ends
    'tel-non-breaking': 'off',
    // the screen in a waiting hall loads itself anew where scripts are off: nobody stands at it
    'meta-refresh': 'off',
    'void-style': ['error', { style: 'omit' }],
  },
})
/** Answered by the router, or outside of what a snapshot holds. */
const ROUTES = [/^\/(en\/)?subscribe$/, /^\/(en\/)?rehearsal$/, /^\/assets\//, /^\/(en\/|easy\/)?documents\?/]

const pages = new Map<string, string>()

before(() => {
  for (const name of SNAPSHOT_NAMES) {
    for (const { path, content } of someOf(htmlPages(snapshotOf(name)), name))
      pages.set(`${name} ${path}`, String(content()))
  }
})

/** All pages of one state; of the others the front page and incidents, whose form depends on it. */
function* someOf(all: ReturnType<typeof htmlPages>, name: string) {
  for (const page of all) {
    const varies = /^\/(en|easy)?$|\/incidents\/|\/documents\/resident|\/components\/government24\/login$/.test(
      page.path,
    )
    if (name === 'document-down' || varies) yield page
  }
}

test('every page is valid HTML', async () => {
  const mistakes = new Map<string, string>()
  for (const [path, html] of [...pages, ...consolePages('ko'), ...consolePages('en')]) {
    const report = await validator.validateString(html, path)
    for (const { ruleId, message, line } of report.results.flatMap(({ messages }) => messages)) {
      mistakes.set(`${ruleId}: ${message}`, `${path}:${line}`)
    }
  }
  assert.deepEqual([...mistakes], [])
})

test('every link leads to a page or a document, also in the other languages', () => {
  const snapshot: Snapshot = snapshotOf('document-down')
  const documents = publicDocuments(snapshot)
  const dead = new Set<string>()
  for (const [path, html] of pages) {
    if (!path.startsWith('document-down ')) continue
    const $ = load(html)
    for (const element of $('[href], [src], form[action]')) {
      const to = $(element).attr('href') ?? $(element).attr('src') ?? $(element).attr('action') ?? ''
      if (!to.startsWith('/')) continue
      const [plain = ''] = to.split('#')
      if (!documents.has(plain) && !ROUTES.some((route) => route.test(plain))) dead.add(to)
    }
  }
  assert.deepEqual([...dead], [])
})

test('every page names itself: one h1, a title, its language, and where it is in the others', () => {
  for (const [path, html] of pages) {
    const $ = load(html)
    assert.equal($('h1').length, 1, path)
    assert.ok($('title').text().length > 3, path)
    assert.match($('html').attr('lang') ?? '', /^(ko|en)$/, path)
    assert.equal($('link[rel=alternate][hreflang]').length, 2, path)
    assert.ok($('meta[name=description]').attr('content'), path)
    const ids = $('[id]')
      .map((_, one) => $(one).attr('id'))
      .get()
    assert.deepEqual(ids, [...new Set(ids)], path)
  }
})

test('nothing is loaded from elsewhere', () => {
  for (const [path, html] of pages) {
    const $ = load(html)
    const loads = $('script, img, iframe, link[rel=stylesheet], link[rel=icon]')
      .map((_, one) => $(one).attr('src') ?? $(one).attr('href') ?? '')
      .get()
    assert.deepEqual(
      loads.filter((to) => /^(https?:)?\/\//.test(to)),
      [],
      path,
    )
    assert.equal($('[style], [onclick], script:not([src])').length, 0, path)
  }
})
