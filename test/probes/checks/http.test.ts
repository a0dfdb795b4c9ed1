import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { openSession } from '../../../probes/checks/http.ts'
import { Inconclusive, StepFailure } from '../../../probes/flow.ts'
import { html, nameServer, serve } from './servers.ts'

function open(t: TestContext, resolvers?: string[]) {
  const signal = new AbortController().signal
  const session = openSession({
    target: resolvers ? { resolvers } : {},
    userAgent: 'Bongsu/0.1 test',
    signal,
    limits: { headersMs: 500, idleMs: 500, pathMs: 200 },
  })
  t.after(() => session.close())
  return session
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}

const asHtml = { 'content-type': 'text/html; charset=utf-8' }

test('a form is submitted with what the page gave, as a browser does', async (t) => {
  const seen: { body: string; headers: IncomingMessage['headers'] }[] = []
  const origin = await serve(t, async (request, answer) => {
    if (request.method === 'POST') {
      seen.push({ body: await bodyOf(request), headers: request.headers })
      return void answer.writeHead(200, asHtml).end(html('done'))
    }
    answer.writeHead(200, { ...asHtml, 'set-cookie': 'sid=1; Path=/; HttpOnly' }).end(
      html(`<form method="post" action="apply?x=1">
        <input type="hidden" name="_csrf" value="a&b"><input name="name"><input type="checkbox" name="agree" value="Y">
        <input type="checkbox" name="plain" checked><input name="off" value="1" disabled><input type="file" name="upload">
        <select name="kind"><option value="1">하나<option value="2" selected>둘</select>
        <select name="first"><option>가 나</select><textarea name="memo">줄</textarea>
        <button name="go" value="apply">신청</button><button name="go" value="cancel">취소</button></form>`),
    )
  })
  const session = open(t)
  const form = (await session.get(`${origin}/minwon/form?token=1`)).form()
  form.set('name', '홍길동').set('agree', 'Y')
  assert.throws(
    () => form.set('nope', ''),
    (error: StepFailure) => error.code === 'field-missing' && !error.target.includes('?'),
  )
  const done = await session.submit(form)
  assert.equal(done.url, `${origin}/minwon/apply?x=1`)
  assert.deepEqual(Object.fromEntries(new URLSearchParams(seen[0]?.body)), {
    _csrf: 'a&b',
    name: '홍길동',
    plain: 'on',
    kind: '2',
    first: '가 나',
    memo: '줄',
    go: 'apply',
    agree: 'Y',
  })
  const { referer, cookie, 'user-agent': agent, origin: from } = seen[0]?.headers ?? {}
  assert.deepEqual(
    { referer, cookie, agent, from },
    { referer: `${origin}/minwon/form?token=1`, cookie: 'sid=1', agent: 'Bongsu/0.1 test', from: origin },
  )
})

test('cookies follow redirects across hosts, each host its own, and hops are recorded without query', async (t) => {
  const cookies: string[] = []
  const origin = await serve(t, (request, answer) => {
    cookies.push(`${request.headers.host?.split(':')[0]}${request.url}=${request.headers.cookie ?? ''}`)
    const { port } = new URL(origin)
    if (request.url === '/login?s=secret')
      return void answer
        .writeHead(302, { location: `http://plus.gov.test:${port}/in`, 'set-cookie': 'a=1; Domain=gov.test' })
        .end()
    if (request.url === '/in')
      return void answer.writeHead(302, { location: `http://www.other.test:${port}/end`, 'set-cookie': 'b=2' }).end()
    answer.writeHead(200, asHtml).end(html('in'))
  })
  const { port } = new URL(origin)
  const session = open(t, [await nameServer(t, () => ({ addresses: ['127.0.0.1'] }))])
  const page = await session.get(`http://www.gov.test:${port}/login?s=secret`)
  assert.deepEqual(cookies, ['www.gov.test/login?s=secret=', 'plus.gov.test/in=a=1', 'www.other.test/end='])
  assert.deepEqual(page.hops, [`http://www.gov.test:${port}/login`, `http://plus.gov.test:${port}/in`])
  assert.equal(session.takeMeasurements().requests, 3)
})

test('a redirect after POST becomes GET, and 307 repeats the POST', async (t) => {
  const methods: string[] = []
  const origin = await serve(t, (request, answer) => {
    methods.push(`${request.method}${request.url}`)
    request.resume()
    if (request.url === '/a') return void answer.writeHead(307, { location: '/b' }).end()
    if (request.url === '/b') return void answer.writeHead(302, { location: '/c' }).end()
    answer.writeHead(200, asHtml).end(html('<form method="post" action="/a"><input name="x" value="1"></form>'))
  })
  const session = open(t)
  await session.submit((await session.get(`${origin}/`)).form())
  assert.deepEqual(methods, ['GET/', 'POST/a', 'POST/b', 'GET/c'])
})

test('redirects without end are http/redirect-loop', async (t) => {
  const origin = await serve(t, (_, answer) => void answer.writeHead(302, { location: '/again?n=1' }).end())
  await assert.rejects(
    open(t).get(`${origin}/`),
    (error: StepFailure) => error.layer === 'http' && error.code === 'redirect-loop',
  )
})

test('error statuses are failures of http, refusals are inconclusive', async (t) => {
  const origin = await serve(
    t,
    (request, answer) => void answer.writeHead(Number(request.url?.slice(1)), asHtml).end(html('점검')),
  )
  const said = async (status: number) => {
    const error = await open(t)
      .get(`${origin}/${status}`)
      .catch((reason: unknown) => reason)
    return error instanceof StepFailure
      ? `${error.layer}/${error.code}`
      : error instanceof Inconclusive
        ? error.code
        : String(error)
  }
  assert.deepEqual(await Promise.all([503, 500, 404, 401, 403, 429].map(said)), [
    'http/status-503',
    'http/status-500',
    'http/status-404',
    'http/status-401',
    'blocked',
    'rate-limited',
  ])
})

test('EUC-KR pages are read, and their forms are sent in EUC-KR', async (t) => {
  let body = ''
  const origin = await serve(t, async (request, answer) => {
    if (request.method === 'POST') body = await bodyOf(request)
    const page =
      '<meta charset="euc-kr"><title>새올</title><form method=post><input name=q></form><a href="/go?a=1">로그인 하기</a>'
    answer.writeHead(200, { 'content-type': 'text/html' }).end(iconv.encode(page, 'euc-kr'))
  })
  const session = open(t)
  const page = await session.get(`${origin}/`)
  assert.equal(page.title, '새올')
  assert.equal(page.link('로그인'), `${origin}/go?a=1`)
  await session.submit(page.form().set('q', '가 A'))
  assert.equal(body, 'q=%B0%A1+A')
})

test('packed answers are unpacked; broken, cut and closed ones have codes of their own', async (t) => {
  const origin = await serve(t, (request, answer) => {
    if (request.url === '/packed')
      return void answer.writeHead(200, { ...asHtml, 'content-encoding': 'gzip' }).end(gzipSync(html('풀림')))
    if (request.url === '/bad')
      return void answer.writeHead(200, { ...asHtml, 'content-encoding': 'gzip' }).end('no gzip')
    if (request.url === '/closed') return void request.socket.destroy()
    if (request.url === '/garbage') return void request.socket.end('nonsense\r\n\r\n')
    answer.writeHead(200, { ...asHtml, 'content-length': '100' }).write('half')
    answer.socket?.end()
  })
  assert.equal((await open(t).get(`${origin}/packed`)).visible, '풀림')
  const said = async (path: string) =>
    (
      (await open(t)
        .get(origin + path)
        .catch((reason: unknown) => reason)) as StepFailure
    ).code
  assert.deepEqual(await Promise.all(['/bad', '/closed', '/garbage', '/half'].map(said)), [
    'malformed-answer',
    'connection-closed',
    'malformed-answer',
    'connection-closed',
  ])
})

test('a missing form or link is a failure of app that names what was looked for', async (t) => {
  const origin = await serve(
    t,
    (_, answer) => void answer.writeHead(200, asHtml).end(html('<form id=a></form><form id=b></form>')),
  )
  const page = await open(t).get(`${origin}/?x=1`)
  assert.equal(page.form('#a').method, 'GET')
  assert.throws(
    () => page.form(),
    (error: StepFailure) => error.code === 'form-missing' && error.target === `${origin}/`,
  )
  assert.throws(
    () => page.link('로그인'),
    (error: StepFailure) => error.code === 'link-missing' && /로그인/.test(error.expectation),
  )
})
