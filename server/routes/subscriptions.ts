// Subscribing by mail with double opt-in, and leaving with one click. A GET never changes anything: mail scanners follow links.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AddressBook } from '../../data/address-book.ts'
import type { Db } from '../../data/database.ts'
import { addPendingSubscriber, confirmSubscriber, leave, presentId } from '../../data/queries/subscribers.ts'
import type { Language } from '../../data/tables.ts'
import type { Confirmation } from '../notify/confirmation.ts'
import { readConfirmToken, readLeaveToken } from '../notify/unsubscribe.ts'
import { privatePage } from './private-page.ts'
import { limitPer } from './rate.ts'
import { readForm, SCOPE_PROBLEM } from './subscribe-form.ts'

/** `problem` is a sentence for people; `chosen` ids of what was ticked. */
export type SubscribeForm = { language: Language; address: string; chosen: string[]; problem: string | false }
export type MessagePage = 'sent' | 'confirm' | 'confirmed' | 'leave' | 'left' | 'bad-link' | 'expired-link' | 'busy'

export type SubscriptionsNeeds = {
  db: Db
  now: () => number
  /** Signs the links. */
  secret: string
  book: AddressBook
  /** The whole pages as HTML; `action` is where the button posts to, or false without one. */
  pages: {
    subscribe: (form: SubscribeForm) => string
    message: (page: MessagePage, language: Language, action: string | false) => string
  }
  /** Whether an id is a service or component of the catalogue. */
  known: (id: string) => boolean
  /** Names of what a scope covers, in words. */
  describe: (scope: string[], language: Language) => string
  /** Sends the confirmation mail. */
  sendConfirmation: (wanted: Confirmation) => Promise<void>
}

const HOUR_MS = 3_600_000
const PER_ADDRESS = 3
const PER_IP = { config: { rateLimit: { max: 20, timeWindow: HOUR_MS } } }

export async function subscriptionsRoutes(app: FastifyInstance, needs: SubscriptionsNeeds): Promise<void> {
  const { db, now, secret, book, pages } = needs
  // nobody can be pestered through us
  const mayAsk = limitPer(PER_ADDRESS, HOUR_MS, now)
  // Mail programs may post their one click in parts (RFC 8058); what they say in it is in the link already.
  app.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, async () => ({}))

  for (const [path, language] of [
    ['/subscribe', 'ko'],
    ['/en/subscribe', 'en'],
  ] as const) {
    app.get(path, async (_request, reply) =>
      privatePage(reply, pages.subscribe({ language, address: '', chosen: [], problem: false })),
    )
    app.post(path, PER_IP, async (request, reply) => subscribe(request, reply, language))
  }

  async function subscribe(request: FastifyRequest, reply: FastifyReply, language: Language) {
    const form = readForm(request.body, ['address', 300], 'email', needs.known)
    const { written, chosen, wrong } = form
    if (wrong !== null) {
      const problem = PROBLEM[wrong][language]
      return privatePage(reply.code(422), pages.subscribe({ language, address: written, chosen, problem }))
    }
    const { address } = form
    // The same answer whether the address is known, new or asked for too often: nobody learns who is subscribed.
    if (mayAsk(address)) await ask(address, language, chosen, request)
    return privatePage(reply, pages.message('sent', language, false))
  }

  async function ask(address: string, language: Language, scope: string[], request: FastifyRequest): Promise<void> {
    const wanted = { channel: 'email' as const, address, language, role: 'public' as const, name: '', scope }
    const subscriber = await addPendingSubscriber(db, book, wanted, now())
    const about = needs.describe(scope, language)
    await needs
      .sendConfirmation({ subscriber, address, language, scope, about })
      .catch((error: Error) =>
        request.log.warn({ subscriber, reason: error.message }, 'a confirmation mail was not sent'),
      )
  }

  app.get<Link>('/subscribe/confirm/:token', async ({ params, url }, reply) => {
    const read = readConfirmToken(secret, params.token, now())
    return read.ok ? privatePage(reply, pages.message('confirm', read.claim.language, url)) : badLink(reply, read.why)
  })

  app.post<Link>('/subscribe/confirm/:token', async ({ params }, reply) => {
    const read = readConfirmToken(secret, params.token, now())
    if (!read.ok) return badLink(reply, read.why)
    const confirmed = await confirmSubscriber(db, read.claim.subscriber, read.claim, now())
    return confirmed
      ? privatePage(reply, pages.message('confirmed', read.claim.language, false))
      : badLink(reply, 'expired')
  })

  app.get<Link>('/unsubscribe/:token', async ({ params, url }, reply) => {
    const read = readLeaveToken(secret, params.token)
    return read.ok ? privatePage(reply, pages.message('leave', read.claim.language, url)) : badLink(reply, read.why)
  })

  app.post<Link>('/unsubscribe/:token', async ({ params }, reply) => {
    const read = readLeaveToken(secret, params.token)
    if (!read.ok) return badLink(reply, read.why)
    await leave(db, await presentId(db, book, read.claim.subscriber), now())
    return privatePage(reply, pages.message('left', read.claim.language, false))
  })

  function badLink(reply: FastifyReply, why: 'bad' | 'expired') {
    return privatePage(reply.code(why === 'bad' ? 404 : 410), pages.message(`${why}-link`, 'ko', false))
  }
}

type Link = { Params: { token: string } }

const PROBLEM = {
  address: {
    ko: '전자우편 주소를 name@example.go.kr 형식으로 적어 주십시오.',
    en: 'Please write the mail address like name@example.go.kr.',
  },
  scope: SCOPE_PROBLEM,
  consent: {
    ko: '개인정보 수집·이용에 동의하셔야 알림을 보낼 수 있습니다.',
    en: 'Alerts can only be sent with your consent to keeping the address.',
  },
}
