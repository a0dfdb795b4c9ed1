// Pages that say 200 but are not the page: judged by what they are built of, not by a word that appears somewhere.
import { load } from 'cheerio/slim'
import { Inconclusive, type Page, StepFailure } from '../flow.ts'
import { bareUrl } from './exchange.ts'
import type { Outline } from './outline.ts'

const QUEUE = [
  /대기\s*(순번|번호|인원|시간|자\s*수|열|중인?\s*(사용자|인원))/,
  /접속\s*대기/,
  /(접속|이용|사용)(자|량)?[이가]?\s*(많|폭주|몰)/,
  /앞에\s*[\d,]+\s*명/,
  /waiting room|estimated wait|your (place|position|number) in (the )?(line|queue)|you are (now )?in (the )?(line|queue)/i,
]
const NOTICE =
  /점검|작업\s*안내|(서비스|이용|접속|시스템|운영)[^.]{0,20}(중단|중지|제한|장애|불가)|maintenance|(temporarily|currently) unavailable|service unavailable/i
const CLOSED = /점검|작업\s*(안내|으로|중)|maintenance/i
const MISSING = /\b404\b|찾을\s*수\s*없|존재하지\s*않는|없는\s*페이지|(page|file)?\s*not found|does not exist/i
const CHALLENGE = [
  '.g-recaptcha, .h-captcha, .cf-turnstile, #challenge-form, #challenge-running',
  'iframe[src*="captcha"], iframe[src*="challenges."], img[src*="captcha" i], img[id*="captcha" i]',
  'input[name*="captcha" i]:not([type="hidden"]), input[id*="captcha" i]:not([type="hidden"])',
].join(', ')
const HUMAN =
  /자동\s*(입력|등록)\s*방지|보안\s*문자|로봇이\s*아닙|사람인지\s*확인|verify (that )?you are (a )?human|are you a robot|just a moment/i

const BLOCKED =
  /비정상\s*적?인?\s*(접근|접속|요청)|request (was |has been )?(blocked|rejected)|access denied|you have been blocked/i
/** Also said to everybody while a service is closed. */
const SHUT_OUT = /(접근|접속|요청)이?\s*(차단|거부)|접근이?\s*제한/
/** A demand; `본인확인이 필요한 민원` is none. */
const PERSON =
  /(추가|본인|휴대\s*전화|2차|2단계|기기)\s*(인증|확인)[을이]?\s*(필요(?!한)|요청(합|드)|(완료)?\s*(하여|해)\s*주)|verify your identity/i
const SECOND_FACTOR = /(추가|2차|2단계)\s*인증/
/** A test identity may hold what makes these. */
const ONE_TIME_PASSWORD = /<input[^>]*\b(id|name)=["']?otp/i
const BROKEN_HEADING = /(시스템|서버|내부|처리)\s*(중\s*)?오류|internal server error|unexpected error/i
/** It happened; `오류가 발생하면` is advice. */
const BROKEN = /오류가?\s*발생(했|하였|하여|해)|(시스템|서버|내부)\s*오류(입니다|로\s*인)|internal server error/i

const MAX_READING = 1_200
const MAX_LINKS = 10

/** What is wrong with a page that was answered as if all were well; `null` when nothing is. */
export function softFailure(page: Pick<Page, 'url' | 'text' | 'outline'>): StepFailure | Inconclusive | null {
  const { outline } = page
  if (!outline) return null
  const { heading, visible } = outline
  const target = bareUrl(page.url)
  if (visible.length < MAX_READING && HUMAN.test(`${heading} ${visible}`)) {
    if (HUMAN.test(heading) || hasChallenge(page.text)) {
      return new Inconclusive('captcha', `${target} asks for a human`)
    }
  }
  if (asksForPerson(outline) && !ONE_TIME_PASSWORD.test(page.text))
    return new Inconclusive('human-needed', `${target} asks for a person with a phone`)
  if (isHalf(page.text)) {
    return failure('app', 'incomplete-page', target, 'a whole page', 'the page ends in the middle of what it began')
  }
  if (!isBare(outline)) return null
  const all = `${heading} ${visible}`
  const isShut = SHUT_OUT.test(all)
  const isClosed = isShut && CLOSED.test(all)
  if (BLOCKED.test(all) || (isShut && !isClosed)) {
    return new Inconclusive('blocked', `${target} says that we are not let in`)
  }
  const says = `the page says: ${heading.slice(0, 120) || visible.slice(0, 120)}`
  if (QUEUE.some((words) => words.test(visible))) {
    return failure('http', 'queue-page', target, 'the page itself, not a waiting room', says)
  }
  if (MISSING.test(heading)) return failure('app', 'soft-404', target, 'the page exists', says)
  if (NOTICE.test(heading) || isClosed)
    return failure('http', 'notice-page', target, 'the page itself, not a notice instead of it', says)
  if (BROKEN_HEADING.test(heading) || BROKEN.test(visible))
    return failure('app', 'error-page', target, 'the page itself, not an error', says)
  return null
}

/** Headed as a demand on any page; on a page with little else the name of the second factor will do. */
function asksForPerson({ title, h1, visible, links }: Outline): boolean {
  const said = [title, ...h1].join(' ')
  return PERSON.test(said) || (visible.length < MAX_READING && links <= MAX_LINKS && SECOND_FACTOR.test(said))
}

const BEGUN = ['main', 'form', 'table', 'ul', 'nav', 'section', 'script']

/** It ends inside a tag, or with parts open that every page closes; only leaving out `</body>` and `</html>` is allowed (HTML § 13.1.2.4). */
function isHalf(html: string): boolean {
  if (!/<body[\s>]/i.test(html) || /<\/(body|html)\s*>/i.test(html)) return false
  if (/<[^<>]*$/.test(html.trimEnd())) return true
  const count = (what: RegExp) => html.match(what)?.length ?? 0
  return BEGUN.some((tag) => count(new RegExp(`<${tag}[\\s>]`, 'gi')) > count(new RegExp(`</${tag}\\s*>`, 'gi')))
}

/** Little to read, few ways on, nothing to fill in: the page exists only to say its one thing. */
function isBare({ visible, links, fillable, actions }: Outline): boolean {
  return visible.length < MAX_READING && links <= MAX_LINKS && fillable === 0 && actions === 0
}

function hasChallenge(html: string): boolean {
  return load(html)(CHALLENGE).length > 0
}

function failure(layer: 'http' | 'app', code: string, target: string, expectation: string, cause: string): StepFailure {
  return new StepFailure({ layer, code, target, expectation, cause })
}
