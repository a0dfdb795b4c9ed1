// The mail with the link by which an operator signs in.
import type { Subscriber } from '../../data/queries/subscribers.ts'
import { spoken } from '../../views/format.ts'
import type { Views } from '../../views/render.ts'
import { type Mail, singleMail } from '../notify/email.ts'
import { localised } from '../pages/frame.ts'
import type { Site } from '../publish/snapshot.ts'
import { signInToken } from './session.ts'

export type SignInNeeds = { site: Site; secret: string; render: Views['renderMessage']; from: string }

/** Where a link leads that signs somebody in. */
export function signInPath(token: string, language: 'ko' | 'en'): string {
  return localised(`/console/sign-in/${token}`, language)
}

/** `address`: theirs, as it is written. */
export function signInMail(
  { id, name, language }: Pick<Subscriber, 'id' | 'name' | 'language'>,
  address: string,
  { site, secret, render, from }: SignInNeeds,
  now: number,
): Mail {
  const own = spoken(language)
  const token = signInToken(secret, { name, subscriber: id }, now)
  const content = {
    site: { name: site.name[own], url: site.url },
    rehearsal: site.rehearsal,
    language: own,
    name,
    signInUrl: site.url + signInPath(token, own),
  }
  return singleMail(address, from, (part) => render('sign-in', own, part, content))
}
