// Nothing of a person gets into what is kept of a failed run.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { inflateSync } from 'node:zlib'
import type { Browsers } from '../../../../probes/checks/browser/browsers.ts'
import { keepScene } from '../../../../probes/checks/browser/evidence-folder.ts'
import { takePicture, veilFor } from '../../../../probes/checks/browser/veil.ts'
import type { Identity } from '../../../../probes/flow.ts'
import { browsers, pages, session, site } from './pages.ts'

const IDENTITY: Identity = {
  name: '홍길동',
  login: 'tester01',
  password: () => 'p4ss!',
  residentNumber: () => '900101-1234567',
  oneTimePassword: () => '',
  signChallenge: async () => new Uint8Array(),
  signedUntil: () => null,
}
const veil = veilFor(IDENTITY)
const folder = mkdtempSync(join(tmpdir(), 'bongsu-evidence-'))
let shared: Browsers
before(async () => {
  shared = await browsers({ evidenceFolder: folder })
})
after(async () => {
  await shared.close()
  rmSync(folder, { recursive: true, force: true })
})

test('the veil takes names however they are spaced, short secrets, resident numbers with and without a hyphen', () => {
  for (const text of [
    '홍길동님',
    '홍 길\n동',
    'TESTER01',
    'p4ss!',
    '900101-1234567',
    '9001011234567',
    '800101-2345678',
  ]) {
    assert.match(veil(`a ${text} b`), /^a [*\-님]+ b$/, text)
  }
  assert.equal(veil('주민등록표 등본 2026-11-25 13:05'), '주민등록표 등본 2026-11-25 13:05')
})

const PRIVATE = `<p id="n">홍길동님</p><p id="r">900101-<b>1234567</b></p><p id="d">문서 1234-5678-9012-3456</p>
  <div id="host"></div><input id="i" value="p4ss!"><textarea>비밀 메모</textarea><img alt="" width="40" height="40"
  src="data:image/gif;base64,R0lGODlhAQABAPAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==">`
const PUBLIC = PRIVATE.replace('홍길동', '***')
  .replace('900101-<b>1234567</b>', '***')
  .replace('1234-5678-9012-3456', '***')
  .replace('p4ss!', 'other')
  .replace('비밀 메모', '다른 말')
  .replace('/wAA', '/AP8')
const SHADOW = (text: string) => `<script>host.attachShadow({ mode: 'open' }).innerHTML = '<i>${text}</i>'</script>`

test('the picture of a page with private things is, to the last pixel, that of a page without them', async (t) => {
  const origin = await site(
    t,
    pages({ '/a': PRIVATE + SHADOW('tester01'), '/b': PUBLIC + SHADOW('***'), '/c': PUBLIC }),
  )
  const seat = await shared.seat()
  t.after(seat.leave)
  const page = await (await seat.browser()).newPage()
  t.after(() => page.close())
  const shot = async (path: string) => {
    await page.goto(origin + path)
    return takePicture(page, veil, 5_000)
  }
  const [a, b, c] = [await shot('/a'), await shot('/b'), await shot('/c')]
  assert.ok(a && b && c)
  assert.ok(pixels(a).equals(pixels(b)))
  assert.ok(!pixels(b).equals(pixels(c)))
})

test('no picture is given of a page that goes on writing private things', async (t) => {
  const again = `<script>const write = () => {
      const name = '홍' + '길동'
      if (!document.body.textContent.includes(name)) document.body.append(name)
    }
    new MutationObserver(write).observe(document, { childList: true, characterData: true, subtree: true })</script>`
  const origin = await site(t, pages({ '/': again }))
  const seat = await shared.seat()
  t.after(seat.leave)
  const page = await (await seat.browser()).newPage()
  t.after(() => page.close())
  await page.goto(`${origin}/`)
  assert.equal(await takePicture(page, veil, 2_000), null)
})

test('what is kept holds no secret, neither in words nor in bytes', async (t) => {
  const html = `<form id="f" method="get"><input name="who"><input name="pw" type="password"><button>x</button></form>
    <script>f.onsubmit = () => alert('홍길동님 p4ss!')</script>`
  const origin = await site(t, pages({ '/900101-1234567': html }))
  const opened = await session(t, shared, { veil, pictures: true })
  const form = (await opened.get(`${origin}/900101-1234567`)).form('#f')
  await opened.submit(form.set('who', 'tester01').set('pw', 'p4ss!'))
  const scene = {
    ...(await opened.scene()),
    flow: 'a/b',
    at: Date.UTC(2026, 10, 25),
    why: 'p4ss! of 홍길동',
    steps: [],
  }
  await keepScene(scene, shared.settings, veil)
  const names = readdirSync(folder)
  assert.deepEqual(names, ['20261125T000000000Z-a-b.json', '20261125T000000000Z-a-b.png'])
  const kept = names.map((name) => readFileSync(join(folder, name)))
  for (const word of ['tester01', 'p4ss!', '홍길동', '1234567']) {
    for (const bytes of kept) assert.ok(!bytes.includes(word), word)
  }
  const trace = JSON.parse(String(kept[0])) as { requests: { kind: string; url?: string; status?: number }[] }
  assert.ok(trace.requests.some(({ kind, status }) => kind === 'request' && status === 200))
  assert.ok(trace.requests.some(({ kind }) => kind === 'dialog'))
})

test('what is old goes, and the oldest go when there is too much; other files stay', async () => {
  const old = join(folder, '20250101T000000000Z-a-b.json')
  const other = join(folder, 'notes.txt')
  writeFileSync(old, '{}')
  writeFileSync(other, 'mine')
  utimesSync(old, 1, 1)
  const at = Date.UTC(2026, 10, 26)
  const scene = { flow: 'a/c', at, why: '', steps: [], requests: [], picture: new Uint8Array(2_000) }
  await keepScene(scene, shared.settings, veil)
  assert.equal(readdirSync(folder).length, 5)
  await keepScene({ ...scene, at: at + 1 }, shared.settings, veil, 2_500)
  assert.deepEqual(readdirSync(folder), ['20261126T000000001Z-a-c.json', '20261126T000000001Z-a-c.png', 'notes.txt'])
})

/** The image data of a PNG (its IDAT chunks), without what its headers may say of time or place. */
function pixels(png: Uint8Array): Buffer {
  const bytes = Buffer.from(png)
  const parts: Buffer[] = []
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)))
  }
  return inflateSync(Buffer.concat(parts))
}
