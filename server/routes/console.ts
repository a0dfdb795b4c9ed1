// The operators' console: signing in by a link that is mailed, what is going on, and what an operator orders. A GET never changes
// anything; every order carries the name of whoever is signed in.
import fastifyCookie from '@fastify/cookie'
import fastifyMultipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { record, recordOnce } from '../../data/queries/audit.ts'
import type { Subscriber } from '../../data/queries/subscribers.ts'
import { startTelling, stopTelling } from '../../data/queries/telling-switch.ts'
import { lastAttempts } from '../../data/queries/told.ts'
import type { AttemptsTable, SpokenLanguage } from '../../data/tables.ts'
import { type Desk, readDesk } from '../console/read-desk.ts'
import { type Person, readSignInToken, SIGNED_IN_FOR_MS, sessionToken } from '../console/session.ts'
import { findReader } from '../notify/find-reader.ts'
import { AddressError } from '../notify/settings.ts'
import { type ConsoleCentersNeeds, consoleCenters, LIST_BYTES } from './console-centers.ts'
import {
  cookieName,
  fieldsOf,
  type Gate,
  type GateNeeds,
  gateOf,
  NOTHING_SAID,
  operatorAt,
  type Said,
  signedIn,
} from './console-gate.ts'
import { type ConsoleIncidentNeeds, consoleIncident } from './console-incident.ts'
import { privatePage, seeOther } from './private-page.ts'
import { limitPer } from './rate.ts'

/** `canMail`: false where no mail can be sent; `token`: of a link that was opened. */
export type SignInState = { step: 'ask' | 'sent' | 'open' | 'bad-link'; canMail: boolean; token: string }
export type FoundReader = { subscriber: Subscriber; attempts: AttemptsTable[] }
export type DeskState = Said & { person: Person; desk: Desk; found: FoundReader | 'nobody' | null }

/** `secret` signs links and cookies; `secure`: whether the site is reached by https only. */
export type ConsoleNeeds = GateNeeds &
  Omit<ConsoleIncidentNeeds, 'pages'> &
  Omit<ConsoleCentersNeeds, 'pages'> & {
    /** Mails a link to an operator; null where no mail can be sent. */
    sendLink: ((operator: Subscriber) => Promise<void>) | null
    /** The whole pages as HTML. */
    pages: ConsoleIncidentNeeds['pages'] &
      ConsoleCentersNeeds['pages'] & {
        signIn: (state: SignInState, language: SpokenLanguage) => string
        desk: (state: DeskState, language: SpokenLanguage) => string
      }
  }

const HOUR_MS = 3_600_000
const LINKS_PER_OPERATOR = 5
const PER_IP = { config: { rateLimit: { max: 20, timeWindow: HOUR_MS } } }
const SHOWN_ATTEMPTS = 10

export async function consoleRoutes(app: FastifyInstance, needs: ConsoleNeeds): Promise<void> {
  await app.register(fastifyCookie)
  await app.register(fastifyMultipart, { limits: { fileSize: LIST_BYTES, files: 1, fields: 5 } })

  // the cookie is SameSite=Strict already; this holds where a browser does not know that
  app.addHook('preHandler', async ({ method, headers }, reply) => {
    const from = headers['sec-fetch-site']
    if (method === 'POST' && from !== undefined && from !== 'same-origin') return reply.code(403).send()
  })

  const mayAsk = limitPer(LINKS_PER_OPERATOR, HOUR_MS, needs.now)
  for (const language of ['ko', 'en'] as const) {
    const gate = gateOf(needs, language)
    signIn(app, needs, gate, mayAsk)
    desk(app, needs, gate)
    consoleIncident(app, needs, gate)
    consoleCenters(app, needs, gate)
  }
}

type Link = { Params: { token: string } }

function signIn(app: FastifyInstance, needs: ConsoleNeeds, gate: Gate, mayAsk: (operator: string) => boolean): void {
  const { db, now, secret, secure } = needs
  const { home, language } = gate
  const page = (reply: FastifyReply, step: SignInState['step'], token = '') =>
    privatePage(reply, needs.pages.signIn({ step, token, canMail: needs.sendLink !== null }, language))

  app.get(`${home}/sign-in`, async (request, reply) =>
    (await signedIn(needs, request)) ? seeOther(reply, home) : page(reply, 'ask'),
  )

  app.post(`${home}/sign-in`, PER_IP, async (request, reply) => {
    const operator = await operatorAt(needs, fieldsOf(request.body).address ?? '')
    // the same answer for everybody: nobody learns who operates
    if (operator && mayAsk(operator.id)) {
      await needs
        .sendLink?.(operator)
        .catch((error: Error) => request.log.warn({ reason: error.message }, 'a link to sign in was not sent'))
    }
    return page(reply, 'sent')
  })

  app.get<Link>(`${home}/sign-in/:token`, async ({ params: { token } }, reply) =>
    readSignInToken(secret, token, now()) ? page(reply, 'open', token) : page(reply.code(410), 'bad-link'),
  )

  app.post<Link>(`${home}/sign-in/:token`, PER_IP, async ({ params: { token } }, reply) => {
    const claim = readSignInToken(secret, token, now())
    const entry = { at: now(), by: claim?.name ?? '', action: 'console-signed-in', detail: '' }
    if (!claim || !(await recordOnce(db, claim.nonce, entry))) return page(reply.code(410), 'bad-link')
    reply.setCookie(cookieName(needs), sessionToken(secret, claim, now()), {
      httpOnly: true,
      sameSite: 'strict',
      secure,
      path: '/',
      maxAge: SIGNED_IN_FOR_MS / 1000,
    })
    return seeOther(reply, home)
  })

  app.post(`${home}/sign-out`, async (_request, reply) => {
    reply.clearCookie(cookieName(needs), { path: '/', secure })
    return seeOther(reply, home)
  })
}

function desk(app: FastifyInstance, needs: ConsoleNeeds, { home, language, forOperators }: Gate): void {
  const { db, now, book, pages } = needs

  app.get<{ Querystring: { done?: string } }>(home, async (request, reply) => {
    const person = await signedIn(needs, request)
    if (!person) return seeOther(reply, `${home}/sign-in`)
    return page(person, reply, { done: request.query.done ?? false, problem: false }, null)
  })

  app.post(
    `${home}/telling/stop`,
    forOperators(async ({ name }, { body }, reply) => {
      await stopTelling(db, { by: name, at: now(), why: fieldsOf(body).why || '-' })
      return seeOther(reply, `${home}?done=stopped`)
    }),
  )

  app.post(
    `${home}/telling/start`,
    forOperators(async ({ name }, _request, reply) => {
      await startTelling(db, { by: name, at: now() })
      return seeOther(reply, `${home}?done=started`)
    }),
  )

  app.post(
    `${home}/reader`,
    forOperators(async (person, { body }, reply) => {
      try {
        const subscriber = await findReader(db, book, fieldsOf(body).address ?? '')
        if (!subscriber) return page(person, reply, NOTHING_SAID, 'nobody')
        await record(db, { at: now(), by: person.name, action: 'reader-looked-up', detail: subscriber.id })
        const attempts = await lastAttempts(db, subscriber.id, SHOWN_ATTEMPTS)
        return page(person, reply, NOTHING_SAID, { subscriber, attempts })
      } catch (error) {
        if (!(error instanceof AddressError)) throw error
        return page(person, reply.code(422), { done: false, problem: error.message }, null)
      }
    }),
  )

  async function page(person: Person, reply: FastifyReply, said: Said, found: DeskState['found']) {
    return privatePage(reply, pages.desk({ ...said, person, desk: await readDesk(db, now()), found }, language))
  }
}
