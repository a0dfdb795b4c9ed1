// The counter clerk's side: certificate login, resident register, issuing at the counter, seal certificates, petitions.
import { forbiddenPage, missingPage } from '../common-pages.ts'
import type { DocumentOffice, IssueFaults } from '../documents.ts'
import { TEST_PERSON } from '../people.ts'
import { makeSessions, type OpenSession, type RandomBytes } from '../sessions.ts'
import type { Verify } from '../shared/ask-verifier.ts'
import { type Answer, page, pdf, redirect, type Site, type Visit } from '../web.ts'
import * as pages from './pages.ts'
import { type PetitionDesk, petitionDesk } from './petitions.ts'
import * as seal from './seal-pages.ts'

export type SaeolParts = {
  now: () => number
  random: RandomBytes
  office: DocumentOffice
  verify: Verify
  rejectsLogin: () => boolean
  /** What is taken in is not found again. */
  losesRecords: () => boolean
  issueFaults: () => IssueFaults
}
export type Clerk = {
  name: string | null
  challenge: { value: string; madeAt: number } | null
  residents: Set<string>
  /** Residents whose identity this clerk has checked. */
  checked: Set<string>
}
export type Here = { visit: Visit; session: OpenSession<Clerk>; parts: SaeolParts; petitions: PetitionDesk }

const CHALLENGE_MS = 3 * 60_000
const STAFF = [TEST_PERSON.name]
const RESIDENT_ID = 'R0001'
const OFFICE = '가상특별시 시험구 예행동장'

export function saeolSite(parts: SaeolParts): Site {
  const sessions = makeSessions<Clerk>(
    'SAEOLSESSIONID',
    () => ({ name: null, challenge: null, residents: new Set(), checked: new Set() }),
    parts,
  )
  const petitions = petitionDesk(parts)
  return async (visit) => {
    const { session, headers } = sessions.open(visit)
    const here = { visit, session, parts, petitions }
    const asked = `${visit.method} ${visit.path}`
    if (visit.method === 'POST' && !sessions.trusts(session, visit)) return forbiddenPage()
    if (asked === 'POST /login') {
      const refusal = await refuseLogin(here)
      if (refusal) return loginForm(here, refusal)
      return redirect('/', sessions.renew(session))
    }
    if (visit.path === '/logout') {
      sessions.end(session)
      return redirect('/login')
    }
    const answer = asked === 'GET /login' ? loginForm(here, '') : await clerksOnly(here)
    return { ...answer, headers: { ...answer.headers, ...headers } }
  }
}

/** Each showing of the form makes a new challenge, and the one before it is worth nothing any more. */
function loginForm({ session, parts }: Here, message: string): Answer {
  const value = Buffer.from(parts.random(32)).toString('base64')
  session.data.challenge = { value, madeAt: parts.now() }
  return page(pages.loginPage(session.csrf, value, message))
}

/** Why the login is refused, in Korean; `null` when it is not. */
async function refuseLogin({ visit, session, parts }: Here): Promise<string | null> {
  const challenge = session.data.challenge
  session.data.challenge = null
  if (!challenge || visit.form.get('challenge') !== challenge.value) return `${FAILED} 이미 사용된 인증 요청입니다.`
  if (parts.now() - challenge.madeAt > CHALLENGE_MS) return `${FAILED} 인증 요청의 유효 시간이 지났습니다.`
  const verdict = await parts.verify(challenge.value, visit.form.get('signedChallenge') ?? '').catch(() => null)
  if (!verdict) return '인증서 검증 서버에 연결할 수 없습니다. 잠시 후 다시 시도하여 주십시오.'
  if (!verdict.valid) return `${FAILED} ${verdict.reason}.`
  if (!STAFF.includes(verdict.subject) || parts.rejectsLogin()) return `${FAILED} 등록되지 않은 사용자입니다.`
  session.data.name = verdict.subject
  return null
}

const FAILED = '인증서 로그인에 실패하였습니다.'
const CLERK_PATHS = ['/', '/resident/search', '/certificate/issue', '/seal/identity', '/seal/issue']

function clerksOnly(here: Here): Answer | Promise<Answer> {
  const { visit, session, petitions } = here
  if (!CLERK_PATHS.includes(visit.path) && !petitions.knows(visit.path)) return missingPage()
  if (!session.data.name) return redirect('/login')
  return petitions.knows(visit.path) ? petitions.answer(visit, session.csrf) : atCounter(here, session.data.name)
}

function atCounter(here: Here, clerk: string): Answer | Promise<Answer> {
  const { visit, session } = here
  switch (`${visit.method} ${visit.path}`) {
    case 'GET /':
      return page(pages.menuPage(clerk))
    case 'GET /resident/search':
      return page(pages.searchPage(session.csrf, ''))
    case 'POST /resident/search':
      return lookUp(here)
    case 'GET /certificate/issue':
      return page(pages.issuePage(session.csrf, knownResident(here, visit.query.get('resident'))))
    case 'POST /certificate/issue':
      return issue(here)
    case 'GET /seal/identity':
      return page(seal.identityPage(session.csrf, knownResident(here, visit.query.get('resident')), ''))
    case 'POST /seal/identity':
      return checkIdentity(here)
    case 'POST /seal/issue':
      return issueSeal(here)
    default:
      return missingPage()
  }
}

function lookUp({ visit, session }: Here): Answer {
  const digits = (text: string) => text.replace(/\D/g, '')
  const found = digits(visit.form.get('residentNumber') ?? '') === digits(TEST_PERSON.residentNumber)
  if (!found) return page(pages.searchPage(session.csrf, '조회된 자료가 없습니다.'))
  session.data.residents.add(RESIDENT_ID)
  return page(pages.residentPage(TEST_PERSON, RESIDENT_ID))
}

/** Only a resident whom this clerk has looked up can be issued for. */
function knownResident({ session }: Here, id: string | null): string | null {
  return id !== null && session.data.residents.has(id) ? id : null
}

async function issue(here: Here): Promise<Answer> {
  const { visit, session, parts } = here
  const resident = knownResident(here, visit.form.get('resident'))
  if (!resident || visit.form.get('certificateType') !== '등본') return page(pages.issuePage(session.csrf, resident))
  return pdf(await parts.office.issue(TEST_PERSON, OFFICE, parts.issueFaults()))
}

/** A seal certificate is issued to the person in front of the clerk only (인감증명법 제12조). */
function checkIdentity(here: Here): Answer {
  const { visit, session } = here
  const resident = knownResident(here, visit.form.get('resident'))
  const matches = visit.form.get('checkedName') === TEST_PERSON.name && visit.form.get('identification') !== ''
  if (!resident || !matches) return page(seal.identityPage(session.csrf, resident, '본인 여부를 확인할 수 없습니다.'))
  session.data.checked.add(resident)
  return page(seal.sealPage(session.csrf, resident))
}

async function issueSeal(here: Here): Promise<Answer> {
  const { visit, session, parts } = here
  const resident = knownResident(here, visit.form.get('resident'))
  if (!resident || !session.data.checked.has(resident)) return page(seal.identityPage(session.csrf, resident, ''))
  return pdf(await parts.office.issue(TEST_PERSON, OFFICE, parts.issueFaults(), '인감증명서'))
}
