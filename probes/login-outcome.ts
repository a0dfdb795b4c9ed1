import { bareUrl } from './checks/exchange.ts'
import { Inconclusive, type Page, StepFailure } from './flow.ts'

/** The account or its owner is asked for something that only a human may give: not the service's fault, never evaded. */
const HUMAN_NEEDED: [code: string, says: RegExp][] = [
  ['account-locked', /(계정|아이디|비밀번호|로그인)[^.]{0,30}(잠겼|잠금|잠긴|정지|제한|초과)|오류\s*횟수/],
  ['password-expired', /비밀번호[^.]{0,20}(만료|유효기간)/],
  ['captcha', /자동\s*(입력|등록)\s*방지|보안\s*문자/],
  ['human-needed', /추가\s*인증|2차\s*인증|본인인증이 필요/],
]
export const VERIFIER_AWAY = /(인증서|통합)\s*검증\s*(서버|시스템)[^.]{0,40}(연결|접속|응답|통신|오류|장애)/

const USED = /(이미|기)\s*사용(된|한)/

/**
 * A login that led back to its form did not succeed; this says why, as far as the page does. `before`: the form as it was
 * opened; what it said already (`5회 이상 오류 시 로그인이 제한됩니다.`) is no answer.
 */
export function explainRejection(page: Page, verifier: string, before?: Page): StepFailure | Inconclusive {
  const target = bareUrl(page.url)
  const said = newIn(page.visible, before?.visible ?? '')
  if (VERIFIER_AWAY.test(page.visible)) {
    return new StepFailure({
      layer: 'auth',
      code: 'certificate-verification-unavailable',
      target: verifier,
      expectation: 'the certificate verification server answers the login',
      cause: 'the login page says that it cannot reach the certificate verification server',
    })
  }
  const human = HUMAN_NEEDED.find(([, says]) => says.test(said))
  if (human) return new Inconclusive(human[0], `${target} does not let the test identity in (${human[0]})`)
  return rejected(target)
}

/** The page that asks for a one-time password came again. Spent ones are no trouble of theirs: another run of the account was first (RFC 6238 §5.2). */
export function explainOneTimePassword(page: Page): StepFailure | Inconclusive {
  const target = bareUrl(page.url)
  if (USED.test(page.visible)) return new Inconclusive('password-used', 'the one-time password was used a moment ago')
  const why = explainRejection(page, target)
  // that a second factor is needed is what this page is about
  return why instanceof Inconclusive && why.code === 'human-needed' ? rejected(target) : why
}

function newIn(visible: string, before: string): string {
  const sentences = visible.split(/(?<=[.!?])\s+/)
  return sentences.filter((sentence) => !before.includes(sentence)).join(' ')
}

function rejected(target: string): StepFailure {
  return new StepFailure({
    layer: 'auth',
    code: 'login-rejected',
    target,
    expectation: 'the login accepts the test identity',
    cause: 'the login form came back instead: right credentials were refused',
  })
}
