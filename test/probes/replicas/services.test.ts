import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { readPdf } from '../../../probes/checks/pdf.ts'
import { makeAuthority } from '../../../probes/replicas/ca.ts'
import { withReplicas } from './visitor.ts'
import { enterSaeol, host, issueAtCounter, issueAtGovernment24, signIn, verifyNumber } from './ways.ts'

const NUMBER = /\d{4}-\d{4}-\d{4}-\d{4}/

test('a member applies, sees the application in process, then done, and the number printed is verified', async (t) => {
  const { visitor, targets } = await withReplicas(t)
  const way = await issueAtGovernment24(visitor, targets)
  assert.match(way.interstitial.text, /개인정보 확인/)
  assert.ok(way.form.bytes.length > 3_000)
  assert.match(way.first.text, /처리중/)
  assert.match(way.again.text, /처리완료/)
  assert.ok(way.document.bytes.length > 20_000)
  const { text } = await readPdf(way.document.bytes)
  for (const words of ['주민등록표(등본)', '홍길동테스트', '발급일시']) assert.ok(text.includes(words), words)
  assert.match(text, /발급일시: \d{4}년 \d{2}월 \d{2}일 \d{2}:\d{2}:\d{2}/)
  const number = NUMBER.exec(text)?.[0] ?? ''
  assert.match((await verifyNumber(visitor, targets, number, '홍길동테스트')).text, /진본 확인/)
  assert.match((await verifyNumber(visitor, targets, number, '다른사람')).text, /일치하는 문서가 없습니다/)
  assert.match(
    (await verifyNumber(visitor, targets, '1111-2222-3333-4444', '홍길동테스트')).text,
    /일치하는 문서가 없습니다/,
  )
})

test('a wrong password leads back to the form, a forged form is refused, an unknown path is a soft 404', async (t) => {
  const { visitor, targets } = await withReplicas(t)
  const plus = host(targets, 'government24', 'plus')
  const form = await visitor.get(`${plus}/mypage/mbrAplySrvcList`)
  assert.equal(form.url, `${plus}/login`)
  const wrong = await visitor.submit(form, '#loginForm', { userId: 'nobody', userPwd: 'nothing' })
  assert.match(wrong.text, /비밀번호가 일치하지 않습니다/)
  assert.equal(wrong.$('#loginForm').length, 1)
  assert.equal((await visitor.submit(form, '#loginForm', { _csrf: 'forged' })).status, 403)
  const missing = await visitor.get(`${plus}/nlogin/memberLogin`)
  assert.deepEqual([missing.status, /페이지를 찾을 수 없습니다/.test(missing.text)], [200, true])
})

test('a non-member is asked to prove who they are, and the front page is larger than a packet', async (t) => {
  const { visitor, targets } = await withReplicas(t)
  const front = await visitor.get(`${host(targets, 'government24', 'www')}/`)
  assert.ok(front.bytes.length > 3_000)
  const information = await visitor.follow(front, '주민등록표 등본(초본) 발급')
  const nonMember = await visitor.follow(information, '발급하기')
  assert.match((await visitor.submit(nonMember, '#nonMemberForm')).text, /본인인증이 필요합니다/)
})

test('a clerk signs the challenge, finds the test resident and issues at the counter', async (t) => {
  const { visitor, targets } = await withReplicas(t)
  const { menu, resident, document } = await issueAtCounter(visitor, targets)
  assert.match(menu.text, /업무 메뉴/)
  assert.match(resident.text, /홍길동테스트/)
  assert.match((await readPdf(document.bytes)).text, /주민등록표\(등본\)/)
})

test('a signature by a wrong key, by another authority or over a used challenge is refused', async (t) => {
  const { visitor, targets } = await withReplicas(t)
  const other = await (await makeAuthority(Date.now())).identityFor('홍길동테스트')
  assert.match(
    (await enterSaeol(visitor, targets, other)).page.text,
    /로그인에 실패하였습니다. 인증서를 신뢰할 수 없습니다/,
  )
  const own = {
    certificate: readFileSync(targets.shared?.identity?.certificate ?? '', 'utf8'),
    privateKey: other.privateKey,
  }
  const wrongKey = await enterSaeol(visitor, targets, own)
  assert.match(wrongKey.page.text, /로그인에 실패하였습니다/)
  const good = await enterSaeol(visitor, targets)
  await visitor.follow(good.page, '로그아웃')
  const form = await visitor.get(`${host(targets, 'saeol', 'saeol')}/login`)
  const { challenge, signedChallenge } = good
  assert.match((await visitor.submit(form, '#certificateForm', { challenge, signedChallenge })).text, /이미 사용된/)
  const stale = await visitor.get(`${host(targets, 'saeol', 'saeol')}/login`)
  assert.match((await visitor.submit(stale, '#certificateForm', { signedChallenge })).text, /서명된 값이/)
})

test('a session is not shared by two visitors', async (t) => {
  const { visitor, targets, replicas } = await withReplicas(t)
  await signIn(visitor, targets)
  const { makeVisitor } = await import('./visitor.ts')
  const stranger = await makeVisitor(replicas).get(`${host(targets, 'government24', 'plus')}/`)
  assert.match(stranger.url, /\/login$/)
})
