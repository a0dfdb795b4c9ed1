import { Inconclusive, type Page, StepFailure } from './flow.ts'

/** The account or its owner is asked for something that only a human may give: not the service's fault, never evaded. */
const HUMAN_NEEDED: [code: string, says: RegExp][] = [
  ['account-locked', /(계정|아이디|비밀번호|로그인)[^.]{0,30}(잠겼|잠금|잠긴|정지|제한|초과)|오류\s*횟수/],
  ['password-expired', /비밀번호[^.]{0,20}(만료|유효기간)/],
  ['captcha', /자동\s*(입력|등록)\s*방지|보안\s*문자/],
  ['human-needed', /추가\s*인증|2차\s*인증|본인인증이 필요/],
]
export const VERIFIER_AWAY = /(인증서|통합)\s*검증\s*(서버|시스템)[^.]{0,40}(연결|접속|응답|통신|오류|장애)/

/** A login that led back to its form did not succeed; this says why, as far as the page does. */
export function explainRejection(page: Page, verifier: string): StepFailure | Inconclusive {
  const target = page.url.replace(/[?#].*$/, '')
  if (VERIFIER_AWAY.test(page.visible)) {
    return new StepFailure({
      layer: 'auth',
      code: 'certificate-verification-unavailable',
      target: verifier,
      expectation: 'the certificate verification server answers the login',
      cause: 'the login page says that it cannot reach the certificate verification server',
    })
  }
  const human = HUMAN_NEEDED.find(([, says]) => says.test(page.visible))
  if (human) return new Inconclusive(human[0], `${target} does not let the test identity in (${human[0]})`)
  return new StepFailure({
    layer: 'auth',
    code: 'login-rejected',
    target,
    expectation: 'the login accepts the test identity',
    cause: 'the login form came back instead: right credentials were refused',
  })
}
