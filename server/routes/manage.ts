// What somebody is told, behind a signed link that stands in every mail. A GET never changes anything: mail scanners follow links.
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { AddressBook } from '../../data/address-book.ts'
import type { Db } from '../../data/database.ts'
import { allOf, changeChoices, followed, mute } from '../../data/queries/choices.ts'
import { presentId, type Subscriber, subscriberById } from '../../data/queries/subscribers.ts'
import { type ChosenPreferences, KINDS, NIGHT, readPreferences } from '../notify/preferences.ts'
import { leaveToken, readManageToken } from '../notify/unsubscribe.ts'
import type { ManageState } from '../pages/manage.ts'
import { privatePage } from './private-page.ts'

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

const NO_KIND = {
  ko: '받을 알림을 하나 이상 골라 주십시오. 모두 그만 받으려면 아래 단추를 눌러 주십시오.',
  en: 'Choose at least one kind of message. To stop all of them, use the button below.',
}

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
      const chosen = readChoices(body, subscriber)
      if (chosen.kinds.length === 0) {
        return privatePage(reply.code(422), await page(subscriber, params.token, false, NO_KIND[language]))
      }
      await changeChoices(db, subscriber.id, chosen)
      return toPage(reply, params.token, chosen.language)
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

  function readChoices(body: unknown, subscriber: Subscriber) {
    const form = (body ?? {}) as Record<string, unknown>
    const all = (name: string) => [form[name] ?? []].flat().map(String).slice(0, 200)
    const kinds = KINDS.filter((kind) => all('kinds').includes(kind))
    const { format, level } = JSON.parse(subscriber.preferences) as ChosenPreferences
    const { quiet: before } = readPreferences(subscriber.preferences, subscriber)
    const preferences: ChosenPreferences = {
      ...(kinds.length < KINDS.length && { kinds }),
      // hours of one's own stay as they are
      quiet: form.quiet === 'never' ? false : before || NIGHT,
      ...((form.digest === 'daily' || form.digest === 'weekly') && { digest: form.digest }),
      ...(format && { format }),
      ...(level && { level }),
    }
    return {
      kinds,
      language: form.language === 'en' ? ('en' as const) : ('ko' as const),
      scope: all('scope').filter(known),
      preferences: JSON.stringify(preferences),
    }
  }
}

/** After a change the page is shown by a GET, so that loading it again changes nothing. */
function toPage(reply: FastifyReply, token: string, language: 'ko' | 'en') {
  const prefix = language === 'en' ? '/en' : ''
  return reply.header('cache-control', 'no-store').redirect(`${prefix}/manage/${token}?saved=1`, 303)
}
