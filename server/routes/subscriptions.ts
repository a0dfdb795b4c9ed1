// Subscribing by mail or for a program or a room, with double opt-in, and leaving with one click. A GET never changes anything: mail
// scanners follow links.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AddressBook } from '../../data/address-book.ts'
import type { Db } from '../../data/database.ts'
import {
  addPendingSubscriber,
  confirmSubscriber,
  leave,
  presentId,
  subscriberById,
} from '../../data/queries/subscribers.ts'
import type { Language, SpokenLanguage } from '../../data/tables.ts'
import { spoken } from '../../views/format.ts'
import { stored, usual, type Wishes } from '../notify/choices.ts'
import type { Confirmation } from '../notify/confirmation.ts'
import { managePath, readConfirmToken, readLeaveToken } from '../notify/unsubscribe.ts'
import { privatePage, seeOther } from './private-page.ts'
import { limitPer } from './rate.ts'
import { PROBLEMS, readForm } from './subscribe-form.ts'

/** What takes the messages: a mailbox, a program by our own shape or that of Statuspage, or a room of people. */
export const RECEIVERS = ['mailbox', 'program', 'statuspage', 'room'] as const
export type Receiver = (typeof RECEIVERS)[number]

/** `written`: the address as it was typed; `problem` is a sentence for people. */
export type SubscribeForm = {
  language: SpokenLanguage
  receiver: Receiver
  written: string
  wishes: Wishes
  problem: string | false
}
export type MessagePage =
  | 'sent'
  | 'sent-program'
  | 'confirm'
  | 'confirmed'
  | 'leave'
  | 'left'
  | 'bad-link'
  | 'expired-link'
  | 'busy'

export type SubscriptionsNeeds = {
  db: Db
  now: () => number
  /** Signs the links. */
  secret: string
  book: AddressBook
  /** The whole pages as HTML; `action` is where the button posts to, or false without one. */
  pages: {
    subscribe: (form: SubscribeForm) => string
    message: (page: MessagePage, language: SpokenLanguage, action: string | false) => string
  }
  /** Whether an id is a service or component of the catalogue. */
  known: (id: string) => boolean
  /** Names of what a scope covers, in words. */
  describe: (scope: string[], language: Language) => string
  /** Asks at the address itself whether it is wanted. Null: no mail can be sent. */
  confirm: { email: ((wanted: Confirmation) => Promise<void>) | null; program: (wanted: Confirmation) => Promise<void> }
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

  for (const [prefix, language] of [
    ['', 'ko'],
    ['/en', 'en'],
  ] as const) {
    const empty = (receiver: Receiver) => ({
      language,
      receiver,
      written: '',
      wishes: usual(language),
      problem: false as const,
    })
    app.get(`${prefix}/subscribe`, async (_request, reply) => privatePage(reply, pages.subscribe(empty('mailbox'))))
    app.get(`${prefix}/subscribe/program`, async (_request, reply) =>
      privatePage(reply, pages.subscribe(empty('program'))),
    )
    const mail = needs.confirm.email
    if (mail) {
      app.post(`${prefix}/subscribe`, PER_IP, (request, reply) => ask(request, reply, 'mailbox', mail, language))
    }
    app.post(`${prefix}/subscribe/program`, PER_IP, (request, reply) =>
      ask(request, reply, receiverOf(request.body), needs.confirm.program, language),
    )
  }

  async function ask(
    request: FastifyRequest,
    reply: FastifyReply,
    receiver: Receiver,
    confirm: (wanted: Confirmation) => Promise<void>,
    language: SpokenLanguage,
  ) {
    const channel = CHANNEL_OF[receiver]
    const form = readForm(request.body, FIELD_OF[channel], channel, needs.known, language)
    const { written, wishes, wrong } = form
    if (wrong !== null) {
      const problem = (wrong === 'address' ? ADDRESS_PROBLEM[channel] : PROBLEMS[wrong])[language]
      return privatePage(reply.code(422), pages.subscribe({ language, receiver, written, wishes, problem }))
    }
    const { address } = form
    if (receiver === 'statuspage') wishes.preferences.format = 'statuspage'
    // The same answer whether the address is known, new or asked for too often: nobody learns who is subscribed.
    if (mayAsk(address)) {
      const wanted = { channel, address, role: 'public' as const, name: '', ...stored(wishes) }
      const subscriber = await addPendingSubscriber(db, book, wanted, now())
      const about = needs.describe(wishes.scope, wishes.language)
      await confirm({ subscriber, channel, address, wishes, about }).catch((error: Error) =>
        request.log.warn({ subscriber, reason: error.message }, 'a confirmation was not sent'),
      )
    }
    return privatePage(reply, pages.message(channel === 'email' ? 'sent' : 'sent-program', language, false))
  }

  app.get<Link>('/subscribe/confirm/:token', async ({ params, url }, reply) => {
    const read = readConfirmToken(secret, params.token, now())
    return read.ok
      ? privatePage(reply, pages.message('confirm', spoken(read.claim.language), url))
      : badLink(reply, read.why)
  })

  app.post<Link>('/subscribe/confirm/:token', async ({ params }, reply) => {
    const read = readConfirmToken(secret, params.token, now())
    if (!read.ok) return badLink(reply, read.why)
    const { subscriber, language, scope, preferences = {} } = read.claim
    const confirmed = await confirmSubscriber(db, subscriber, stored({ language, scope, preferences }), now())
    if (!confirmed) return badLink(reply, 'expired')
    const channel = (await subscriberById(db, subscriber))?.channel
    if (channel === 'email') return privatePage(reply, pages.message('confirmed', spoken(language), false))
    // who wrote the program finds there what to check signatures with
    return seeOther(reply, managePath(secret, subscriber, language))
  })

  app.get<Link>('/unsubscribe/:token', async ({ params, url }, reply) => {
    const read = readLeaveToken(secret, params.token)
    return read.ok
      ? privatePage(reply, pages.message('leave', spoken(read.claim.language), url))
      : badLink(reply, read.why)
  })

  app.post<Link>('/unsubscribe/:token', async ({ params }, reply) => {
    const read = readLeaveToken(secret, params.token)
    if (!read.ok) return badLink(reply, read.why)
    await leave(db, await presentId(db, book, read.claim.subscriber), now())
    return privatePage(reply, pages.message('left', spoken(read.claim.language), false))
  })

  function badLink(reply: FastifyReply, why: 'bad' | 'expired') {
    return privatePage(reply.code(why === 'bad' ? 404 : 410), pages.message(`${why}-link`, 'ko', false))
  }
}

type Link = { Params: { token: string } }

const CHANNEL_OF = { mailbox: 'email', program: 'webhook', statuspage: 'webhook', room: 'chat' } as const
/** The field of the form, and how long an address can be. */
const FIELD_OF = { email: ['address', 300], webhook: ['url', 2000], chat: ['url', 2000] } as const satisfies Record<
  string,
  readonly [string, number]
>

function receiverOf(body: unknown): Receiver {
  const { receiver } = (body ?? {}) as Record<string, unknown>
  return receiver === 'statuspage' || receiver === 'room' ? receiver : 'program'
}

const URL_PROBLEM = {
  ko: '주소를 https://example.go.kr/hook 형식으로 적어 주십시오.',
  en: 'Please write the address like https://example.go.kr/hook.',
}
const ADDRESS_PROBLEM = {
  email: {
    ko: '전자우편 주소를 name@example.go.kr 형식으로 적어 주십시오.',
    en: 'Please write the mail address like name@example.go.kr.',
  },
  webhook: URL_PROBLEM,
  chat: URL_PROBLEM,
}
