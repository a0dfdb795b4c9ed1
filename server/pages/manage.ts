// What somebody is told, to look at and change. Pure.
import type { Catalogue } from '../../data/catalogue.ts'
import type { Subscriber } from '../../data/queries/subscribers.ts'
import { words } from '../../views/format.ts'
import { KINDS, readPreferences } from '../notify/preferences.ts'
import type { Site } from '../publish/snapshot.ts'
import { frame, SPOKEN } from './frame.ts'
import { serviceChoices } from './subscribe.ts'

/** `address` as it is written; it is shown only in part. `path`: where the page stands; `problem`: a sentence for people. */
export type ManageState = {
  subscriber: Subscriber
  address: string
  following: { id: string; title_ko: string; title_en: string }[]
  path: string
  leavePath: string
  saved: boolean
  problem: string | false
}

const LANGUAGES = { ko: '한국어', en: 'English' } as const

export function managePage(
  site: Site,
  { services }: Pick<Catalogue, 'services'>,
  state: ManageState,
  language: 'ko' | 'en',
) {
  const { subscriber, address, following, path, leavePath, saved, problem } = state
  const w = words(language).managePage
  const { kinds, quiet, digest } = readPreferences(subscriber.preferences, subscriber)
  const choice = (id: string, name: string, checked: boolean) => ({ id, name, checked })
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
    services: serviceChoices(services, language, subscriber.scope),
    kinds: KINDS.map((kind) => choice(kind, w[kind], kinds.includes(kind))),
    quiet: [choice('night', w.quietOn, quiet !== false), choice('never', w.quietOff, quiet === false)],
    digest: subscriber.channel === 'email' && [
      choice('none', w.digestNone, digest === false),
      choice('daily', w.digestDaily, digest === 'daily'),
      choice('weekly', w.digestWeekly, digest === 'weekly'),
    ],
    languages: Object.entries(LANGUAGES).map(([id, name]) => choice(id, name, subscriber.language === id)),
  }
}

/** Enough to know it again, and no more: whoever holds a link need not learn the address. */
function masked(address: string): string {
  const [name = '', domain] = address.split('@')
  if (domain !== undefined) return `${name.slice(0, 2)}…@${domain}`
  return address.length > 7 ? `${address.slice(0, -8)}****${address.slice(-4)}` : '…'
}
