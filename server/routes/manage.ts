// What somebody is told, behind a signed link that stands in every mail. A GET never changes anything: mail scanners follow links.
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { AddressBook } from '../../data/address-book.ts'
import type { Db } from '../../data/database.ts'
import { allOf, changeChoices, followed, mute } from '../../data/queries/choices.ts'
import { presentId, type Subscriber, subscriberById } from '../../data/queries/subscribers.ts'
import { spoken } from '../../views/format.ts'
import { stored } from '../notify/choices.ts'
import type { ChosenPreferences } from '../notify/preferences.ts'
import { leaveToken, readManageToken } from '../notify/unsubscribe.ts'
import { webhookSecret } from '../notify/webhook.ts'
import { localised } from '../pages/frame.ts'
import type { ManageState } from '../pages/manage.ts'
import { privatePage, seeOther } from './private-page.ts'
import { PROBLEMS, readWishes } from './subscribe-form.ts'

export type ManageNeeds = {
  db: Db
  /** Signs the links. */
  secret: string
  book: AddressBook
  /** Whether an id is a service or component of the catalogue. */
  known: (id: string) => boolean
  /** The whole pages as HTML. */
  pages: { manage: (state: ManageState, language: 'ko' | 'en') => string; badLink: (language: 'ko' | 'en') => string }
}

type Link = { Params: { token: string }; Querystring: { saved?: string } }

export async function manageRoutes(app: FastifyInstance, needs: ManageNeeds): Promise<void> {
  const { db, secret, book, known, pages } = needs
  for (const [prefix, language] of [
    ['', 'ko'],
    ['/en', 'en'],
  ] as const) {
    app.get<Link>(`${prefix}/manage/:token`, async ({ params, query }, reply) => {
      const subscriber = await readerOf(params.token)
      if (!subscriber) return privatePage(reply.code(404), pages.badLink(language))
      return privatePage(reply, await page(subscriber, params.token, query.saved !== undefined, false))
    })

    app.post<Link>(`${prefix}/manage/:token`, async ({ params, body }, reply) => {
      const subscriber = await readerOf(params.token)
      if (!subscriber) return privatePage(reply.code(404), pages.badLink(language))
      const before = JSON.parse(subscriber.preferences) as ChosenPreferences
      const { wishes, wrong } = readWishes(body, known, language, before)
      if (wrong !== null) {
        return privatePage(reply.code(422), await page(subscriber, params.token, false, PROBLEMS[wrong][language]))
      }
      await changeChoices(db, subscriber.id, stored(wishes))
      return toPage(reply, params.token, spoken(wishes.language))
    })

    app.post<Link>(`${prefix}/manage/:token/mute`, async ({ params, body }, reply) => {
      const subscriber = await readerOf(params.token)
      if (!subscriber) return privatePage(reply.code(404), pages.badLink(language))
      await mute(db, subscriber.id, String((body as Record<string, unknown> | null)?.incident ?? ''))
      return toPage(reply, params.token, language)
    })

    app.get<Link>(`${prefix}/manage/:token/data.json`, async ({ params }, reply) => {
      const subscriber = await readerOf(params.token)
      if (!subscriber) return privatePage(reply.code(404), pages.badLink(language))
      const kept = await allOf(db, subscriber.id)
      const address = book.open(subscriber.address)
      return reply
        .header('cache-control', 'no-store')
        .header('content-disposition', 'attachment; filename="bongsu-my-data.json"')
        .send({ ...kept, subscriber: { ...kept.subscriber, address } })
    })

    async function page(subscriber: Subscriber, token: string, saved: boolean, problem: string | false) {
      const leave = leaveToken(secret, { subscriber: subscriber.id, language })
      const state = {
        subscriber,
        address: book.open(subscriber.address),
        secret: subscriber.channel === 'webhook' && webhookSecret(secret, subscriber.id),
        following: await followed(db, subscriber.id),
        path: `${prefix}/manage/${token}`,
        leavePath: `/unsubscribe/${leave}`,
        saved,
        problem,
      }
      return pages.manage(state, language)
    }
  }

  /** The same for a forged link and for one of somebody who left: nobody learns which it is. */
  async function readerOf(token: string): Promise<Subscriber | null> {
    const id = readManageToken(secret, token)
    const found = id === null ? null : await subscriberById(db, await presentId(db, book, id))
    return found?.status === 'active' ? found : null
  }
}

function toPage(reply: FastifyReply, token: string, language: 'ko' | 'en') {
  return seeOther(reply, localised(`/manage/${token}?saved=1`, language))
}
