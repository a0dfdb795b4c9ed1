// What somebody is told, to look at and change. Pure.
import type { Catalogue } from '../../data/catalogue.ts'
import type { Subscriber } from '../../data/queries/subscribers.ts'
import { words } from '../../views/format.ts'
import type { ChosenPreferences } from '../notify/preferences.ts'
import type { Site } from '../publish/snapshot.ts'
import { choicesOf } from './choices.ts'
import { frame, SPOKEN } from './frame.ts'

/** `address` as it is written; it is shown only in part. `path`: where the page stands; `problem`: a sentence for people. */
export type ManageState = {
  subscriber: Subscriber
  address: string
  /** What a program checks our signatures with; false for everybody else. */
  secret: string | false
  following: { id: string; title_ko: string; title_en: string }[]
  path: string
  leavePath: string
  saved: boolean
  problem: string | false
}

export function managePage(
  site: Site,
  { services }: Pick<Catalogue, 'services'>,
  state: ManageState,
  language: 'ko' | 'en',
) {
  const { subscriber, address, secret, following, path, leavePath, saved, problem } = state
  const w = words(language).managePage
  const { channel, scope } = subscriber
  const chosen = JSON.parse(subscriber.preferences) as ChosenPreferences
  return {
    ...frame(site, language, path.replace(/^\/en/, ''), `${w.title} · ${site.name[language]}`, SPOKEN),
    saved,
    problem,
    masked: masked(address),
    following: following.map((one) => ({ id: one.id, title: language === 'en' ? one.title_en : one.title_ko })),
    action: path,
    muteAction: `${path}/mute`,
    leaveAction: leavePath,
    dataUrl: `${path}/data.json`,
    ...choicesOf(services, channel, { language: subscriber.language, scope, preferences: chosen }, language),
    secret,
  }
}

/** Enough to know it again, and no more: whoever holds a link need not learn the address, and that of a room is a secret of its own. */
function masked(address: string): string {
  const host = URL.parse(address.startsWith('{') ? String(JSON.parse(address).endpoint) : address)?.host
  if (host) return `${host}/…`
  const [name = '', domain] = address.split('@')
  if (domain !== undefined) return `${name.slice(0, 2)}…@${domain}`
  return address.length > 7 ? `${address.slice(0, -8)}****${address.slice(-4)}` : '…'
}
