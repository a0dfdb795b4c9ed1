// A browser's session: what it reads, fills in and presses, what only it can do, and what it says is wrong.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import net, { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browsers } from '../../../../probes/checks/browser/browsers.ts'
import { Inconclusive, StepFailure } from '../../../../probes/flow.ts'
import { type Authority, makeAuthority } from '../../../../probes/replicas/ca.ts'
import { browsers, pages, session, site } from './pages.ts'

let shared: Browsers
before(async () => {
  shared = await browsers({ concurrency: 3 })
})
after(() => shared.close())

test('a page is read as scripts made it, through redirects of the server and of the page', async (t) => {
  const origin = await site(t, (request, response) => {
    if (request.url === '/') return void response.writeHead(302, { location: '/moved' }).end()
    const serve = pages({
      '/moved': '<script>location.replace("/built")</script>',
      '/built': '<h1 id="h"></h1><script>h.textContent = "스크립트가 쓴 제목"</script><a href="/next">다음</a>',
    })
    serve(request, response)
  })
  const opened = await session(t, shared)
  const page = await opened.get(`${origin}/`)
  assert.equal(page.url, `${origin}/built`)
  assert.equal(page.outline?.heading, '스크립트가 쓴 제목')
  assert.equal(page.link('다음'), `${origin}/next`)
  const { requests, bytesReceived, timings } = opened.takeMeasurements()
  assert.ok(requests >= 3 && bytesReceived > 300 && timings.firstByte > 0, JSON.stringify({ requests, timings }))
  assert.equal(opened.measurementsSoFar().requests, 0)
})

test('a form is filled in and sent by its real fields, with what scripts put there', async (t) => {
  let posted = ''
  const origin = await site(t, async (request, response) => {
    if (request.method === 'POST') for await (const chunk of request) posted += chunk
    const form = `<form id="f" method="post"><input name="who"><input type="hidden" name="token">
      <select name="kind"><option value="a">A</option><option value="b">B</option></select>
      <input type="checkbox" name="agree" value="Y"><button name="go" value="1">보내기</button></form>
      <script>f.token.value = 'by-script'; f.onsubmit = () => { f.who.value += '!' }</script>`
    pages({ '/': posted ? '<p>받았습니다</p>' : form })(request, response)
  })
  const opened = await session(t, shared)
  const form = (await opened.get(`${origin}/`)).form('#f')
  assert.equal(form.fields.get('token'), 'by-script')
  const page = await opened.submit(form.set('who', '홍길동').set('kind', 'b').set('agree', 'Y'))
  assert.equal(page.visible, '받았습니다')
  assert.deepEqual(Object.fromEntries(new URLSearchParams(posted)), {
    who: '홍길동!',
    token: 'by-script',
    kind: 'b',
    agree: 'Y',
    go: '1',
  })
})

test('a field or button that nobody could use is the service’s fault', async (t) => {
  const origin = await site(
    t,
    pages({
      '/hidden':
        '<form id="f" method="post"><div style="display:none"><input name="who"></div><button>보내기</button></form>',
      '/covered':
        '<form id="f" method="post"><input name="who"><button>보내기</button></form><div style="position:fixed;inset:0;background:#fff"></div>',
    }),
  )
  const opened = await session(t, shared)
  const hidden = (await opened.get(`${origin}/hidden`)).form('#f').set('who', 'secret-word')
  await assert.rejects(opened.submit(hidden), (error: StepFailure) => {
    assert.ok(!JSON.stringify({ ...error, cause: error.message }).includes('secret-word'))
    return error.layer === 'app' && error.code === 'not-fillable'
  })
  const covered = (await opened.get(`${origin}/covered`)).form('#f')
  await assert.rejects(opened.submit(covered), { layer: 'app', code: 'not-clickable' })
})

test('files arrive as bytes, whether shown or attached, and nothing is saved', async (t) => {
  const bytes = Buffer.from('%PDF-1.7 not shown \xff\x00', 'latin1')
  const origin = await site(t, (request, response) => {
    const attached = request.url === '/attached'
    const type = attached ? 'application/octet-stream' : 'application/pdf'
    response.setHeader('content-type', type)
    if (attached) response.setHeader('content-disposition', 'attachment; filename="x.pdf"')
    response.end(bytes)
  })
  const opened = await session(t, shared)
  for (const path of ['/shown.pdf', '/attached']) {
    const page = await opened.get(origin + path)
    assert.deepEqual(Buffer.from(page.bytes), bytes)
    assert.equal(page.outline, null)
  }
})

test('presses what has these words on it, waits for words, works in a window that opens', async (t) => {
  const origin = await site(
    t,
    pages({
      '/': `<button onclick="setTimeout(() => { o.textContent = '늦게 온 말' }, 300)">누르기</button><p id="o"></p>
        <a href="/other" target="_blank">새 창</a>`,
      '/other': '<h1>다른 창</h1><form id="g" action="/done"><input name="q"><button>확인</button></form>',
      '/done': '<p>끝났습니다</p>',
    }),
  )
  const opened = await session(t, shared)
  await opened.get(`${origin}/`)
  await opened.browser.click({ role: 'button', name: '누르기' })
  assert.ok((await opened.browser.waitForText('늦게 온 말')).visible.includes('늦게 온 말'))
  await assert.rejects(opened.browser.waitForText('오지 않는 말', 200), { layer: 'app', code: 'text-missing' })
  const seen = await opened.browser.inPopup(
    () => opened.browser.click('새 창'),
    async () => {
      const form = (await opened.browser.waitForText('다른 창')).form('#g')
      return opened.submit(form.set('q', '1'))
    },
  )
  assert.equal(seen.visible, '끝났습니다')
  assert.ok((await opened.browser.waitForText('누르기')).url.endsWith('/'))
  const press = opened.browser.click({ role: 'button', name: '없는 단추' })
  await assert.rejects(press, { layer: 'app', code: 'not-clickable' })
})

test('being refused is inconclusive; statuses, soft failures and broken answers are the service’s', async (t) => {
  const origin = await site(t, (request, response) => {
    const status = Number(request.url?.slice(1))
    if (status === 0) return void response.destroy()
    if (status === 1) return void pages({ '/1': '<h1>서비스 점검 안내</h1>' })(request, response)
    if (status === 2) return void response.writeHead(302, { location: '/2' }).end()
    response.writeHead(status, { 'content-type': 'text/html', 'retry-after': '7' }).end('<p>x</p>')
  })
  const opened = await session(t, shared)
  const get = (path: number) => opened.get(`${origin}/${path}`)
  await assert.rejects(get(503), { layer: 'http', code: 'status-503' })
  await assert.rejects(get(403), (error) => error instanceof Inconclusive && error.code === 'blocked')
  await assert.rejects(get(429), (error) => error instanceof Inconclusive && error.retryAfterSeconds === 7)
  await assert.rejects(get(0), { layer: 'http', code: 'connection-closed' })
  await assert.rejects(get(1), { layer: 'http', code: 'notice-page' })
  await assert.rejects(get(2), { layer: 'http', code: 'redirect-loop' })
  await assert.rejects(opened.get('http://127.0.0.1:65529/'), { layer: 'tcp', code: 'refused' })
  assert.ok((await get(200)) && opened.standing() === null)
})

test('a target’s own CA is trusted for the certificate that it verified, and for no other', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-browser-ca-'))
  const [ours, theirs] = [await makeAuthority(Date.now()), await makeAuthority(Date.now())]
  const ca = join(folder, 'ca.pem')
  writeFileSync(ca, ours.certificate)
  const keys = async (authority: Authority) => {
    const { certificate, privateKey } = await authority.certificateFor('localhost')
    return { cert: certificate, key: privateKey }
  }
  const sites = await Promise.all(
    [ours, theirs].map(async (authority) =>
      createServer(await keys(authority), pages({ '/': '<p>안전</p>' })).listen(0),
    ),
  )
  let turn = [0]
  const front = net.createServer((client) => {
    const address = sites[turn.shift() ?? 0]?.address() as AddressInfo
    const server = net.connect(address.port, '127.0.0.1')
    for (const one of [client, server]) one.on('error', () => {})
    client.pipe(server).pipe(client)
  })
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  t.after(() => {
    front.close()
    for (const server of sites) {
      server.close()
      server.closeAllConnections()
    }
    rmSync(folder, { recursive: true })
  })
  const url = `https://localhost:${(front.address() as AddressInfo).port}/`
  const honest = await session(t, shared, { target: { ca } })
  assert.equal((await honest.get(url)).visible, '안전')
  turn = [1, 0, 1, 1, 1] // the browser's connection is the first, ours the second
  const misled = await session(t, shared, { target: { ca } })
  await assert.rejects(misled.get(url), { layer: 'tls', code: 'untrusted', message: /another certificate/ })
  await misled.close()
  turn = Array(20).fill(1)
  const other = await session(t, shared, { target: { ca } })
  await assert.rejects(other.get(url), { layer: 'tls', code: 'untrusted' })
})

test('a page that never comes is a silence of the server, seen while it is waited for', async (t) => {
  const origin = await site(t, () => {})
  const opened = await session(t, shared)
  const waiting = assert.rejects(opened.get(`${origin}/`), (error) => {
    return error instanceof StepFailure && error.code === 'headers-timeout'
  })
  while (!opened.standing()) await new Promise((done) => setImmediate(done))
  assert.equal(opened.standing()?.target, new URL(origin).host)
  await waiting
})
