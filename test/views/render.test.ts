import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { notFoundPage } from '../../server/pages/not-found.ts'
import { openViews, renderPage, styleSource } from '../../views/render.ts'
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
