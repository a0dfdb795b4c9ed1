// What a login page that came back says: the service's fault, or an account that only a person can mend.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Page, StepFailure } from '../../probes/flow.ts'
import { explainOneTimePassword, explainRejection } from '../../probes/login-outcome.ts'

const VERIFIER = 'https://gpki.test'
const said = (why: ReturnType<typeof explainRejection>) =>
  why instanceof StepFailure ? [`${why.layer}/${why.code}`, why.target] : [why.code]
const pageThatSays = (visible: string) => ({ url: 'https://plus.test/login?next=1', visible }) as Page
const REJECTED = ['auth/login-rejected', 'https://plus.test/login']

const table: [visible: string, expected: string[]][] = [
  ['로그인 아이디 또는 비밀번호가 일치하지 않습니다.', REJECTED],
  ['로그인 아이디 비밀번호', REJECTED],
  ['로그인 비밀번호 찾기 계정 만들기 로그인', REJECTED],
  ['비밀번호를 5회 이상 잘못 입력하여 계정이 잠겼습니다.', ['account-locked']],
  ['비밀번호 오류 횟수 5회를 초과하였습니다.', ['account-locked']],
  ['장기 미접속으로 아이디가 정지되었습니다.', ['account-locked']],
  ['비밀번호 유효기간이 지났습니다. 변경하여 주십시오.', ['password-expired']],
  ['자동입력 방지 문자를 입력하여 주십시오.', ['captcha']],
  ['2차 인증을 완료하여 주십시오.', ['human-needed']],
  ['본인인증이 필요합니다.', ['human-needed']],
  ['인증서 검증 서버에 연결할 수 없습니다.', ['auth/certificate-verification-unavailable', VERIFIER]],
  ['통합검증 시스템 장애로 로그인할 수 없습니다.', ['auth/certificate-verification-unavailable', VERIFIER]],
]
for (const [visible, expected] of table) {
  test(`"${visible}" is ${expected[0]}`, () => {
    assert.deepEqual(said(explainRejection(pageThatSays(visible), VERIFIER)), expected)
  })
}

const passwords: [visible: string, expected: string[]][] = [
  ['2차 인증 인증번호가 일치하지 않습니다.', REJECTED],
  ['이미 사용된 인증번호입니다.', ['password-used']],
  ['인증번호를 5회 이상 잘못 입력하여 계정이 잠겼습니다.', ['account-locked']],
]
for (const [visible, expected] of passwords) {
  test(`a one-time password answered by "${visible}" is ${expected[0]}`, () => {
    assert.deepEqual(said(explainOneTimePassword(pageThatSays(visible))), expected)
  })
}

test('what the form said before is no answer', () => {
  const hint = '아이디 비밀번호 비밀번호 5회 이상 오류 시 로그인이 제한됩니다. 회원가입'
  const before = pageThatSays(`로그인 ${hint}`)
  const wrong = pageThatSays(`로그인 일치하지 않습니다. ${hint}`)
  const locked = pageThatSays(`로그인 계정이 잠겼습니다. ${hint}`)
  assert.deepEqual(said(explainRejection(wrong, VERIFIER, before)), REJECTED)
  assert.deepEqual(said(explainRejection(locked, VERIFIER, before)), ['account-locked'])
})
