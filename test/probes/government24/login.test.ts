// Logins whose answer is not simply in or out: an account that asks for a one-time password, one that leads round in a circle.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage, RequestListener } from 'node:http'
import { type TestContext, test } from 'node:test'
import { openIdentity } from '../../../probes/credentials/open.ts'
import { login } from '../../../probes/government24/login.ts'
import { isPasswordOf } from '../../../probes/replicas/emergency-rescue/one-time-password.ts'
import { runFlow } from '../../../probes/run-flow.ts'
import { html, serve } from '../checks/servers.ts'

const NOW = Date.UTC(2026, 10, 25, 4, 5, 9)
const TOTP = 'JBSWY3DPEHPK3PXP'
const PAGES = {
  login: html(
    '<h1>로그인</h1><form id="loginForm" method="post"><input name="userId"><input name="userPwd" type="password"></form>',
    '로그인',
  ),
  otp: html('<h1>2차 인증</h1><form id="otpForm" method="post" action="/otp"><input name="otp"></form>', 'OTP 인증'),
  home: html('<p>홍길동님</p><a href="/logout">로그아웃</a>', 'MyGOV'),
}

/** A member's side that shows `afterPassword` to whoever gave the right password. */
function memberSide(afterPassword: keyof typeof PAGES): RequestListener {
  let isIn = false
  return async (request, answer) => {
    const fields = await fieldsOf(request)
    const good = isPasswordOf(fields.get('otp') ?? '', TOTP, NOW)
    if (request.url === '/otp') isIn = good
    const shown = {
      'GET /login': PAGES.login,
      'POST /login': PAGES[afterPassword],
      'POST /otp': good ? PAGES.home : PAGES.otp,
    }
    const page = shown[`${request.method} ${request.url}` as keyof typeof shown] ?? (isIn ? PAGES.home : PAGES.login)
    answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
  }
}

async function fieldsOf(request: IncomingMessage): Promise<URLSearchParams> {
  let body = ''
  request.on('data', (chunk: Buffer) => {
    body += chunk
  })
  await once(request, 'end')
  return new URLSearchParams(body)
}

async function logInAt(t: TestContext, afterPassword: keyof typeof PAGES, totp?: string) {
  const origin = await serve(t, memberSide(afterPassword))
  const account = { name: '홍길동', login: 'test', password: 'of-the-test', ...(totp && { totp }) }
  const identity = openIdentity(account)
  const target = { hosts: { www: origin, plus: origin } }
  const { verdict, reason, fault } = await runFlow(login, {
    target,
    identity,
    userAgent: 'BongsuProbe/test',
    now: () => NOW,
    trigger: 'schedule',
  })
  return [verdict, reason.split(':')[0], fault?.code]
}

test('a one-time password is given where one is asked for', async (t) => {
  assert.deepEqual(await logInAt(t, 'otp', TOTP), ['ok', '', undefined])
})

test('a right one-time password that is refused is a failed login, like a right password', async (t) => {
  assert.deepEqual(await logInAt(t, 'otp', 'GEZDGNBVGY3TQOJQ'), ['failed', '', 'login-rejected'])
})

test('a test identity without the secret that is asked for is our trouble', async (t) => {
  assert.deepEqual(await logInAt(t, 'otp'), ['inconclusive', 'test-identity', undefined])
})

test('a password that is taken, by a login that then does not know the member, is no login', async (t) => {
  assert.deepEqual(await logInAt(t, 'home'), ['failed', '', 'not-logged-in'])
})

test('a login that leads back to its form is a failed one', async (t) => {
  assert.deepEqual(await logInAt(t, 'login'), ['failed', '', 'login-rejected'])
})
