// The ways to log in beside a name and a password; all but the certificate end where a person has to take a phone in hand.
import { escaped, form, layout, link } from '../html.ts'
import { type Answer, page } from '../web.ts'

const SITE = '정부24+'
export const CERTIFICATE = '/login/jointCertificate'
export const METHODS = [
  ['/login/mobileId', '모바일 신분증'],
  ['/login/simpleAuth', '간편인증'],
  [CERTIFICATE, '공동인증서'],
  ['/login/financialCertificate', '금융인증서'],
] as const
const PROVIDERS = ['네이버', '카카오톡', '토스', 'PASS', '신한인증서', 'KB국민인증서']

/** Those that need no session; `null` for any other path. */
export function frontOf(path: string, provider: string | null): Answer | null {
  switch (path) {
    case '/login/simpleAuth':
      return page(provider === null ? providersPage() : providerPage(provider))
    case '/login/mobileId':
      return page(
        layout(
          SITE,
          '모바일 신분증 로그인',
          '<p>모바일 신분증 앱으로 QR 코드를 촬영하십시오.</p><p><img id="qrCode" src="/login/mobileId/qr.png" alt="인증용 QR 코드"></p><p>앱이 있는 휴대전화로 인증 요청을 받을 수도 있습니다.</p>',
        ),
      )
    case '/login/financialCertificate':
      return page(
        layout(
          SITE,
          '금융인증서 로그인',
          '<p>금융인증서비스에 연결하여 인증서를 선택하십시오.</p><div id="financialCertificate" data-service="금융인증서비스"></div><p>클라우드에 보관된 인증서를 휴대전화로 확인합니다.</p>',
        ),
      )
    default:
      return null
  }
}

function providersPage(): string {
  const list = PROVIDERS.map(
    (name) => `<li>${link(`/login/simpleAuth?provider=${encodeURIComponent(name)}`, name)}</li>`,
  )
  return layout(
    SITE,
    '간편인증 로그인',
    `<p>이용하실 인증 앱을 선택하십시오.</p><ul id="providers">${list.join('')}</ul>`,
  )
}

function providerPage(name: string): string {
  return layout(SITE, '간편인증 요청', `<p>${escaped(name)} 인증을 요청하려면 이름과 휴대전화번호를 입력하십시오.</p>`)
}

export function certificatePage(csrf: string, challenge: string, message: string): string {
  const fields = [
    { name: '_csrf', value: csrf },
    { name: 'challenge', value: challenge },
    { name: 'signedChallenge', value: '' },
  ]
  const said = message ? `<p role="alert">${escaped(message)}</p>` : ''
  return layout(
    SITE,
    '공동인증서 로그인',
    `${said}<p>공동인증서로 전자서명하여 주십시오.</p>${form('certificateForm', CERTIFICATE, fields, '로그인')}`,
  )
}
