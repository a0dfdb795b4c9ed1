import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { notFoundPage } from '../../server/pages/not-found.ts'
import { openViews, renderMessage, renderPage, styleSource, TemplateError } from '../../views/render.ts'
import { SITE } from '../support/snapshots.ts'

const page = notFoundPage({ ...SITE, contact: '<b>&' }, 'ko')

test('what others wrote is escaped in a page', () => {
  assert.ok(renderPage('not-found', page).includes('&lt;b&gt;&amp;'))
})

test('a page that lacks something its template prints is refused', () => {
  const { title: _title, ...incomplete } = page
  assert.throws(() => renderPage('not-found', incomplete), /title/)
})

test('a page that does not exist is told by the name of its template', () => {
  assert.throws(() => renderPage('nothing', page), /pages\/nothing\.html\.hbs/)
})

test('the style sheet is inlined and the source for the security policy is its hash', () => {
  const css = /<style>(.*?)<\/style>/s.exec(renderPage('not-found', page))?.[1] ?? ''
  assert.equal(styleSource, `'sha256-${createHash('sha256').update(css).digest('base64')}'`)
})

test('no page carries a script or a style in its text', () => {
  const html = renderPage('not-found', page)
  assert.ok(!/<script>|<[^>]+ style=| on[a-z]+=/.test(html))
})

test('a template in the folder of the operator takes the place of the bundled one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'views-'))
  try {
    mkdirSync(join(folder, 'pages'))
    writeFileSync(join(folder, 'pages/not-found.html.hbs'), 'mine: {{w.notFound}}')
    assert.equal(openViews(folder).renderPage('not-found', page), `mine: ${page.w.notFound}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** A folder of an operator with one template of their own. */
function folderWith(file: string, template: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'views-'))
  mkdirSync(join(folder, dirname(file)), { recursive: true })
  writeFileSync(join(folder, file), template)
  return folder
}

const CODE = { rehearsal: false, code: '123456' }

test('a message of the operator is sent as they wrote it, and all others as they come', (context) => {
  const folder = folderWith('messages/code/sms.ko.sms.hbs', '[종로구] {{code}} 입니다')
  context.after(() => rmSync(folder, { recursive: true }))
  const views = openViews(folder)
  assert.equal(views.renderMessage('code', 'ko', 'sms', CODE), '[종로구] 123456 입니다')
  assert.equal(views.renderMessage('code', 'en', 'sms', CODE), renderMessage('code', 'en', 'sms', CODE))
})

test('a message of the operator that prints what is not there goes out as it comes, and is told', (context) => {
  const folder = folderWith('messages/code/sms.ko.sms.hbs', '{{cod}}')
  context.after(() => rmSync(folder, { recursive: true }))
  const told: string[] = []
  const views = openViews(folder, (file, error) => told.push(`${file}: ${error.message}`))
  assert.equal(views.renderMessage('code', 'ko', 'sms', CODE), renderMessage('code', 'ko', 'sms', CODE))
  assert.match(told.join(), /^messages\/code\/sms\.ko\.sms\.hbs: .*cod/)
})

for (const [what, file, template, said] of [
  [
    'that takes the place of nothing',
    'messages/code/smss.ko.sms.hbs',
    'x',
    /smss\.ko\.sms\.hbs takes the place of no.*opened/,
  ],
  ['that is none', 'messages/code/sms.ko.sms.hbs', '{{#if code}}', /sms\.ko\.sms\.hbs: Parse error on line 1/],
] as const) {
  test(`a template ${what} is told before anything is sent`, (context) => {
    const folder = folderWith(file, template)
    context.after(() => rmSync(folder, { recursive: true }))
    assert.throws(
      () => openViews(folder),
      (error: Error) => error instanceof TemplateError && said.test(error.message),
    )
  })
}

test('a folder of templates that is not there is told', () => {
  assert.throws(() => openViews('/nowhere/at/all'), TemplateError)
})
