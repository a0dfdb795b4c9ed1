// The dispatchers' side: name and password, then a one-time password, then incidents by their number.
import { forbiddenPage, missingPage } from '../common-pages.ts'
import { TEST_ACCOUNT, TEST_PERSON } from '../people.ts'
import { makeSessions, type OpenSession, type RandomBytes } from '../sessions.ts'
import { type Answer, page, redirect, type Site, type Visit } from '../web.ts'
import * as pages from './dispatch-pages.ts'
import { TEST_INCIDENT } from './incidents.ts'
import { isPasswordOf } from './one-time-password.ts'

export type DispatchParts = {
  now: () => number
  random: RandomBytes
  /** Base32: what one-time passwords are made of. */
  secret: string
  rejectsLogin: () => boolean
  /** Incidents are not found. */
  losesRecords: () => boolean
}
type Dispatcher = { stage: 'stranger' | 'known' | 'in' }
type Here = { visit: Visit; session: OpenSession<Dispatcher>; parts: DispatchParts }

const PATHS = ['/', '/login', '/otp', '/incident/search']

export function dispatchSite(parts: DispatchParts): Site {
  const sessions = makeSessions<Dispatcher>('DISPATCHSESSIONID', () => ({ stage: 'stranger' }), parts)
  return (visit) => {
    const { session, headers } = sessions.open(visit)
    if (visit.method === 'POST' && !sessions.trusts(session, visit)) return forbiddenPage()
    if (visit.path === '/logout') {
      sessions.end(session)
      return redirect('/login')
    }
    const before = session.data.stage
    const answer = PATHS.includes(visit.path) ? answerTo({ visit, session, parts }) : missingPage()
    const set = session.data.stage === before ? headers : sessions.renew(session)
    return { ...answer, headers: { ...answer.headers, ...set } }
  }
}

function answerTo(here: Here): Answer {
  const { visit, session } = here
  const asked = `${visit.method} ${visit.path}`
  if (asked === 'GET /login') return page(pages.loginPage(session.csrf, ''))
  if (asked === 'POST /login') return checkPassword(here)
  if (session.data.stage === 'stranger') return redirect('/login')
  if (asked === 'GET /otp') return page(pages.otpPage(session.csrf, ''))
  if (asked === 'POST /otp') return checkOneTimePassword(here)
  if (session.data.stage === 'known') return redirect('/otp')
  if (asked === 'GET /') return page(pages.menuPage(TEST_PERSON.name))
  return asked === 'POST /incident/search' ? lookUp(here) : page(pages.searchPage(session.csrf, ''))
}

function checkPassword({ visit, session, parts }: Here): Answer {
  const { login, password } = TEST_ACCOUNT
  const right = visit.form.get('userId') === login && visit.form.get('userPwd') === password
  if (!right || parts.rejectsLogin()) {
    return page(pages.loginPage(session.csrf, '아이디 또는 비밀번호가 일치하지 않습니다.'))
  }
  session.data.stage = 'known'
  return redirect('/otp')
}

/** Unlike RFC 6238 §5.2 demands, a password is good twice: flows that share the test account run in the same half minute. */
function checkOneTimePassword({ visit, session, parts }: Here): Answer {
  if (!isPasswordOf(visit.form.get('otp') ?? '', parts.secret, parts.now())) {
    return page(pages.otpPage(session.csrf, '인증번호가 일치하지 않습니다.'))
  }
  session.data.stage = 'in'
  return redirect('/')
}

function lookUp({ visit, session, parts }: Here): Answer {
  const isKnown = visit.form.get('incidentNumber') === TEST_INCIDENT.number && !parts.losesRecords()
  return page(isKnown ? pages.incidentPage(TEST_INCIDENT) : pages.searchPage(session.csrf, '조회된 출동이 없습니다.'))
}
