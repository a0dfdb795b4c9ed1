// Subscribing a browser (Web Push). That it is asked in its own window, and that it answers with a sealed address, is its consent and its
// proof: there is nothing further to confirm. Asked by the page's script, in JSON.
import { Type } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { AddressBook } from '../../data/address-book.ts'
import type { Db } from '../../data/database.ts'
import {
  addPendingSubscriber,
  confirmSubscriber,
  findSubscriber,
  leave,
  type Subscriber,
} from '../../data/queries/subscribers.ts'
import { AddressError, normaliseAddress } from '../notify/settings.ts'
import { managePath } from '../notify/unsubscribe.ts'
import { sendProblem } from './problem.ts'

export type BrowserSubscriptionsNeeds = {
  db: Db
  now: () => number
  /** Signs the links. */
  secret: string
  book: AddressBook
}

const PER_IP = { rateLimit: { max: 20, timeWindow: 3_600_000 } }
const Subscription = Type.Unknown({ description: 'as PushSubscription.toJSON() gives it' })
/** `replaces`: what the browser had before it was given a new address; its choices go over to the new one. */
const Asked = Type.Object({
  subscription: Subscription,
  language: Type.Union([Type.Literal('ko'), Type.Literal('en')]),
  replaces: Type.Optional(Subscription),
})
type Asked = { subscription: unknown; language: 'ko' | 'en'; replaces?: unknown }

export async function browserSubscriptionsRoutes(
  app: FastifyInstance,
  needs: BrowserSubscriptionsNeeds,
): Promise<void> {
  const { db, now, secret, book } = needs

  app.post<{ Body: Asked }>(
    '/subscribe/browser',
    { schema: { body: Asked }, config: PER_IP },
    async ({ body }, reply) => {
      const address = addressOf(body.subscription)
      if (address === null) return unreadable(reply)
      const before = body.replaces === undefined ? null : await known(body.replaces)
      const { language, scope, preferences } = before ?? { language: body.language, scope: [], preferences: '{}' }
      const chosen = { language, scope, preferences }
      const wanted = { channel: 'push' as const, address, role: 'public' as const, name: '', ...chosen }
      const id = await addPendingSubscriber(db, book, wanted, now())
      // whoever is told already keeps their choices
      if ((await findSubscriber(db, book, 'push', address))?.status !== 'active')
        await confirmSubscriber(db, id, chosen, now())
      if (before && before.id !== id) await leave(db, before.id, now())
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ manage: managePath(secret, id, language) })
    },
  )

  /** Whoever has a browser's sealed address is that browser. */
  app.post<{ Body: Asked }>(
    '/subscribe/browser/settings',
    { schema: { body: Asked }, config: PER_IP },
    async ({ body }, reply) => {
      const found = await known(body.subscription)
      reply.header('cache-control', 'no-store')
      return { manage: found && managePath(secret, found.id, body.language) }
    },
  )

  async function known(subscription: unknown): Promise<Subscriber | null> {
    const address = addressOf(subscription)
    const found = address === null ? null : await findSubscriber(db, book, 'push', address)
    return found?.status === 'active' ? found : null
  }
}

function addressOf(subscription: unknown): string | null {
  try {
    return normaliseAddress('push', JSON.stringify(subscription))
  } catch (error) {
    if (error instanceof AddressError) return null
    throw error
  }
}

function unreadable(reply: FastifyReply) {
  return sendProblem(
    reply,
    422,
    'no-subscription',
    'That is no push subscription: give what PushSubscription.toJSON() gives.',
  )
}
