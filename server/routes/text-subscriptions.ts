// Subscribing by text message: the number is proved by a code. The same way leads those who are subscribed to their choices.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AddressBook } from '../../data/address-book.ts'
import type { Db } from '../../data/database.ts'
import { addPendingSubscriber, confirmSubscriber, subscriberById } from '../../data/queries/subscribers.ts'
import type { SpokenLanguage } from '../../data/tables.ts'
import { spoken } from '../../views/format.ts'
import { stored, usual, type Wishes } from '../notify/choices.ts'
import { CODE_WITHIN_MS, type CodeClaim, codeFor, codeToken, isCode, readCodeToken } from '../notify/code.ts'
import { managePath } from '../notify/unsubscribe.ts'
import { privatePage, seeOther } from './private-page.ts'
import { limitPer } from './rate.ts'
import { PROBLEMS, readForm } from './subscribe-form.ts'

/** `problem` is a sentence for people. */
export type TextForm = { language: SpokenLanguage; number: string; wishes: Wishes; problem: string | false }
export type CodeForm = { language: SpokenLanguage; token: string; problem: string | false }

export type TextSubscriptionsNeeds = {
  db: Db
  now: () => number
  /** Signs the links and makes the codes. */
  secret: string
  book: AddressBook
  /** Whether an id is a service or component of the catalogue. */
  known: (id: string) => boolean
  /** Sends the code to a number (+82…). */
  sendCode: (number: string, code: string, language: SpokenLanguage) => Promise<void>
  /** The whole pages as HTML. */
  pages: {
    subscribe: (form: TextForm) => string
    code: (form: CodeForm) => string
    expired: (language: SpokenLanguage) => string
    busy: (language: SpokenLanguage) => string
  }
}

const HOUR = 3_600_000
/** Nobody can be pestered through us, nor our account be emptied: texts to one number a day, and to all an hour. */
const [PER_NUMBER, ALL] = [3, 200]
const PER_IP = { config: { rateLimit: { max: 10, timeWindow: HOUR } } }
const TRIES = 5

const PROBLEM = {
  ...PROBLEMS,
  address: {
    ko: '휴대전화 번호를 010-1234-5678 형식으로 적어 주십시오.',
    en: 'Please write the number like 010-1234-5678.',
  },
  code: { ko: '인증번호가 다릅니다. 다시 확인해 주십시오.', en: 'That is not the code. Please look again.' },
}

export async function textSubscriptionsRoutes(app: FastifyInstance, needs: TextSubscriptionsNeeds): Promise<void> {
  const { db, now, secret, book, known, sendCode, pages } = needs
  const mayText = limitPer(PER_NUMBER, 24 * HOUR, now)
  const mayTextAll = limitPer(ALL, HOUR, now)
  const mayTry = limitPer(TRIES, CODE_WITHIN_MS, now)

  for (const [prefix, language] of [
    ['', 'ko'],
    ['/en', 'en'],
  ] as const) {
    app.get(`${prefix}/subscribe/text`, async (_request, reply) =>
      privatePage(reply, pages.subscribe({ language, number: '', wishes: usual(language), problem: false })),
    )
    app.post(`${prefix}/subscribe/text`, PER_IP, (request, reply) => ask(request, reply, language))
    app.post(`${prefix}/subscribe/text/code`, PER_IP, (request, reply) => confirm(request, reply, language))
  }

  async function ask(request: FastifyRequest, reply: FastifyReply, language: SpokenLanguage) {
    const form = readForm(request.body, ['number', 40], 'sms', known, language)
    const { written, wishes, wrong } = form
    if (wrong !== null) {
      const problem = PROBLEM[wrong][language]
      return privatePage(reply.code(422), pages.subscribe({ language, number: written, wishes, problem }))
    }
    const { address: number } = form
    const subscriber = book.idOf('sms', number)
    const claim: CodeClaim = { subscriber, ...wishes, expiresAt: now() + CODE_WITHIN_MS }
    // the same page whether the number is known, new or asked for too often: nobody learns who is subscribed
    if (mayText(subscriber) && mayTextAll('')) await text(request, number, claim)
    return privatePage(reply, pages.code({ language, token: codeToken(secret, claim), problem: false }))
  }

  async function text(request: FastifyRequest, number: string, claim: CodeClaim): Promise<void> {
    const { subscriber, language } = claim
    const wanted = { channel: 'sms' as const, address: number, role: 'public' as const, name: '', ...stored(claim) }
    await addPendingSubscriber(db, book, wanted, now())
    await sendCode(number, codeFor(secret, claim), spoken(language)).catch((error: Error) =>
      request.log.warn({ subscriber, reason: error.message }, 'a code was not sent'),
    )
  }

  async function confirm({ body }: FastifyRequest, reply: FastifyReply, language: SpokenLanguage) {
    const { token = '', code = '' } = (body ?? {}) as Record<string, unknown>
    const claim = readCodeToken(secret, String(token), now())
    if (!claim) return privatePage(reply.code(410), pages.expired(language))
    if (!mayTry(claim.subscriber)) return privatePage(reply.code(429), pages.busy(language))
    if (!isCode(String(code), codeFor(secret, claim))) {
      return privatePage(
        reply.code(422),
        pages.code({ language, token: String(token), problem: PROBLEM.code[language] }),
      )
    }
    const known = await subscriberById(db, claim.subscriber)
    // whoever is subscribed already came for their choices, which stay as they are
    if (known?.status !== 'active') await confirmSubscriber(db, claim.subscriber, stored(claim), now())
    return seeOther(reply, managePath(secret, claim.subscriber, language))
  }
}
