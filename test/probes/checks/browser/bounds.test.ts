// What a browser may take and leave: time, memory, places, processes.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openBrowserSession } from '../../../../probes/checks/browser/session.ts'
import { deadline } from '../../../../probes/checks/limits.ts'
import { browsers, pages, session, site } from './pages.ts'

const STUCK = '<p>busy</p><script>setTimeout(() => { for (;;); }, 50)</script>'

test('a page that is stuck in a script ends within 2 s after its deadline, and the next run has a browser again', async (t) => {
  const shared = await browsers()
  t.after(() => shared.close())
  const origin = await site(t, pages({ '/': '<p>fine</p>', '/stuck': STUCK }))
  const end = Date.now() + 1_500
  const seat = await shared.seat()
  const settings = { target: {}, userAgent: 'x', seat, veil: String, pictures: true, limits: { idleMs: 60_000 } }
  const opened = openBrowserSession({ ...settings, signal: deadline(end - Date.now()) })
  await opened.get(`${origin}/stuck`).catch(() => {})
  await assert.rejects(opened.browser.waitForText('nothing', 60_000), { layer: 'app', code: 'deadline' })
  const { picture } = await opened.scene()
  await opened.close()
  seat.leave()
  assert.ok(Date.now() < end + 2_000, `${Date.now() - end} ms after the deadline`)
  assert.equal(picture, null)
  const fine = await session(t, shared)
  assert.equal((await fine.get(`${origin}/`)).visible, 'fine')
})

test('only so many runs are in the browser at once, and a stop ends the wait for a place', async (t) => {
  const shared = await browsers({ concurrency: 1 })
  t.after(() => shared.close())
  const first = await shared.seat()
  const stop = new AbortController()
  const second = shared.seat(stop.signal)
  const third = shared.seat()
  stop.abort()
  await assert.rejects(second, { code: 'stopped' })
  first.leave()
  first.leave()
  const seat = await third
  assert.ok((await seat.browser()).isConnected())
  seat.leave()
})

test('a browser that has grown beyond its bound is replaced; closing leaves no process and no profile', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-browser-'))
  const shared = await browsers({ maxMegabytes: 1 })
  const { TMPDIR } = process.env
  process.env.TMPDIR = folder
  t.after(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
    rmSync(folder, { recursive: true })
  })
  const first = await shared.seat()
  const grown = await first.browser()
  assert.ok((shared.megabytes() ?? 0) > 50)
  assert.ok(readdirSync(folder).length > 0)
  const gone = new Promise((done) => grown.once('disconnected', done))
  first.leave()
  await gone
  const second = await shared.seat()
  assert.notEqual(await second.browser(), grown)
  second.leave()
  await shared.close()
  assert.equal(shared.megabytes(), null)
  assert.deepEqual(readdirSync(folder), [])
})

test('what does not start is inconclusive and says so', async (t) => {
  const shared = await browsers({ executable: process.execPath })
  t.after(() => shared.close())
  const opened = await session(t, shared)
  await assert.rejects(opened.get('http://127.0.0.1/'), { code: 'browser', message: /does not start/ })
})
