// plus: the member's side. Login, interstitial, application form, results, issued documents.
import { forbiddenPage, missingPage } from '../common-pages.ts'
import type { DocumentOffice, IssueFaults } from '../documents.ts'
import type { IsOn } from '../part.ts'
import { TEST_ACCOUNT, TEST_PERSON } from '../people.ts'
import { makeSessions, type OpenSession, type RandomBytes } from '../sessions.ts'
import type { Verify } from '../shared/ask-verifier.ts'
import { type Answer, page, pdf, redirect, type Site, type Visit } from '../web.ts'
import { CERTIFICATE, certificatePage, frontOf } from './login-pages.ts'
import { paperOf } from './papers.ts'
import * as pages from './plus-pages.ts'

export type PlusParts = {
  now: () => number
  random: RandomBytes
  office: DocumentOffice
  rejectsLogin: () => boolean
  isOn: IsOn
  verify: Verify
  issueFaults: () => IssueFaults
}
type Member = {
  signedIn: boolean
  /** The interstitial has been answered. */
  reminded: boolean
  applications: pages.Application[]
  /** What the certificate login last asked to be signed. */
  challenge: string
}
type Here = { visit: Visit; session: OpenSession<Member>; parts: PlusParts }

export function plusSite(parts: PlusParts): Site {
  const sessions = makeSessions<Member>(
    'PLUSSESSIONID',
    () => ({ signedIn: false, reminded: false, applications: [], challenge: '' }),
    parts,
  )
  return async (visit) => {
    const { session, headers } = sessions.open(visit)
    const here = { visit, session, parts }
    if (visit.method === 'POST' && !sessions.trusts(session, visit)) return forbiddenPage()
    if (visit.method === 'POST' && visit.path === '/login') {
      if (parts.isOn('account-locked')) return page(pages.loginPage(session.csrf, LOCKED))
      if (!accepts(visit, parts))
        return page(pages.loginPage(session.csrf, '아이디 또는 비밀번호가 일치하지 않습니다.'))
      session.data.signedIn = true
      return redirect('/infoConfirmation', sessions.renew(session))
    }
    if (visit.path === CERTIFICATE) {
      const refusal = visit.method === 'POST' ? await refuseCertificate(here) : ''
      if (refusal === null) return redirect('/infoConfirmation', sessions.renew(session))
      session.data.challenge = Buffer.from(parts.random(32)).toString('base64')
      return page(certificatePage(session.csrf, session.data.challenge, refusal), 200, headers)
    }
    if (visit.path === '/logout') {
      sessions.end(session)
      return redirect('/login')
    }
    const answer = await (openTo(here) ?? membersOnly(here))
    return { ...answer, headers: { ...answer.headers, ...headers } }
  }
}

const LOCKED = '비밀번호를 5회 이상 잘못 입력하여 계정이 잠겼습니다. 본인인증 후 해제하십시오.'

function accepts({ form }: Visit, parts: PlusParts): boolean {
  const right = form.get('userId') === TEST_ACCOUNT.login && form.get('userPwd') === TEST_ACCOUNT.password
  return right && !parts.rejectsLogin()
}

/** Why the certificate is refused, in Korean; `null`, and signed in, when it is not. */
async function refuseCertificate({ visit, session, parts }: Here): Promise<string | null> {
  const { challenge } = session.data
  session.data.challenge = ''
  if (challenge === '' || visit.form.get('challenge') !== challenge) return '이미 사용된 인증 요청입니다.'
  const verdict = await parts.verify(challenge, visit.form.get('signedChallenge') ?? '').catch(() => null)
  if (!verdict) return '인증서 검증 서버에 연결할 수 없습니다. 잠시 후 다시 시도하여 주십시오.'
  if (!verdict.valid || verdict.subject !== TEST_PERSON.name || parts.rejectsLogin()) {
    return '등록되지 않은 공동인증서입니다.'
  }
  session.data.signedIn = true
  return null
}

/** Pages for everybody; `null` when it is not one of them. */
function openTo({ visit, session }: Here): Answer | null {
  switch (`${visit.method} ${visit.path}`) {
    case 'GET /login':
      return session.data.signedIn ? redirect('/') : page(pages.loginPage(session.csrf, ''))
    case 'GET /nlogin/loginNonMember':
      if (session.data.signedIn)
        return redirect(`${pages.APPLY}?cappBizCd=${visit.query.get('cappBizCd') ?? ''}&tpSeq=01`)
      return page(pages.nonMemberPage(session.csrf, ''))
    case 'POST /nlogin/loginNonMember':
      return page(pages.nonMemberPage(session.csrf, '본인인증이 필요합니다. 간편인증을 완료해 주십시오.'))
    default:
      return visit.method === 'GET' ? frontOf(visit.path, visit.query.get('provider')) : null
  }
}

function membersOnly(here: Here): Answer | Promise<Answer> {
  const { visit, session, parts } = here
  const asked = `${visit.method} ${visit.path}`
  if (!MEMBER_PATHS.includes(visit.path)) return missingPage()
  if (!session.data.signedIn) return redirect('/login')
  if (asked === 'POST /infoConfirmation') {
    session.data.reminded = true
    return redirect('/')
  }
  if (parts.isOn('human-interstitial')) return page(pages.strangerPage())
  if (asked === 'GET /infoConfirmation') return page(pages.reminderPage(session.csrf))
  if (!session.data.reminded) return redirect('/infoConfirmation')
  if (asked === 'GET /') return page(pages.memberPage(TEST_PERSON.name))
  if (asked === 'GET /mypage/mbrAplySrvcList') return page(listPage(session.data, parts.isOn('stuck-processing')))
  if (asked === 'GET /mypage/document') return documentOf(here)
  if (asked === `GET ${pages.APPLY}`) {
    const paper = paperOf(visit.query.get('cappBizCd'))
    return paper ? page(pages.applyPage(session.csrf, paper)) : missingPage()
  }
  return asked === `POST ${pages.APPLY}` ? apply(here) : missingPage()
}

const MEMBER_PATHS = ['/', '/infoConfirmation', '/mypage/mbrAplySrvcList', '/mypage/document', pages.APPLY]

function apply({ visit, session, parts }: Here): Answer {
  const { form } = visit
  const paper = paperOf(form.get('cappBizCd'))
  if (!paper) return missingPage()
  const [, title] = paper.kinds.find(([kind]) => kind === form.get('issueType')) ?? []
  if (!title) return page(pages.applyPage(session.csrf, paper, '신청 내용을 다시 확인해 주십시오.'))
  const id = Buffer.from(parts.random(9)).toString('base64url')
  session.data.applications.unshift({ id, appliedAt: parts.now(), reads: 0, service: paper.service, title })
  return redirect('/mypage/mbrAplySrvcList')
}

/** An application is still in process the first time its applicant looks. */
function listPage(member: Member, stuck: boolean): string {
  const shown = pages.resultsPage(member.applications)
  if (!stuck) for (const application of member.applications) application.reads++
  return shown
}

async function documentOf({ visit, session, parts }: Here): Promise<Answer> {
  const application = session.data.applications.find(({ id }) => id === visit.query.get('id'))
  if (!application || application.reads < 1) return missingPage()
  return pdf(await parts.office.issue(TEST_PERSON, '가상특별시 시험구청장', parts.issueFaults(), application.title))
}
