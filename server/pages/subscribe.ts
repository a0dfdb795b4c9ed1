// The forms by which somebody asks to be told: by mail, or for a program or a room. Pure.
import type { Service } from '../../data/catalogue.ts'
import type { Channel } from '../../data/tables.ts'
import { words } from '../../views/format.ts'
import type { Site } from '../publish/snapshot.ts'
import type { SubscribeForm } from '../routes/subscriptions.ts'
import { choicesOf } from './choices.ts'
import { frame, localised, SPOKEN } from './frame.ts'

const PATHS = { email: '/subscribe', sms: '/subscribe/text', webhook: '/subscribe/program' } as const

/** `pushKey`: by which a browser lets itself be told, false where none can be. */
export function subscribePage(site: Site, services: Service[], pushKey: string | false, form: SubscribeForm) {
  const { language, receiver, written, wishes, problem } = form
  const w = words(language)
  const isMail = receiver === 'mailbox'
  const path = isMail ? PATHS.email : PATHS.webhook
  return {
    ...frame(site, language, path, `${w.subscribe} · ${site.name[language]}`, SPOKEN),
    action: localised(path, language),
    heading: isMail ? w.subscribe : w.subscribePage.program,
    ways: waysOf(site, isMail ? 'email' : 'webhook', language),
    /** False where no mail is sent: there is no form then. */
    mail: isMail && site.telling.some(({ channel }) => channel === 'email'),
    browser: isMail && pushKey !== false && { key: pushKey, language, words: JSON.stringify(w.subscribePage.browser) },
    receivers: !isMail && [
      { id: 'program', name: w.subscribePage.receivers.program, checked: receiver === 'program' },
      { id: 'statuspage', name: w.subscribePage.receivers.statuspage, checked: receiver === 'statuspage' },
      { id: 'room', name: w.subscribePage.receivers.room, checked: receiver === 'room' },
    ],
    written,
    problem,
    ...choicesOf(services, isMail ? 'email' : 'webhook', wishes, language),
  }
}

/** The ways in which somebody can be told here, `here` first read. */
export function waysOf(site: Site, here: keyof typeof PATHS, language: 'ko' | 'en') {
  const offered = new Set<Channel>(site.telling.map(({ channel }) => channel))
  const w = words(language).subscribePage.ways
  return (Object.keys(PATHS) as (keyof typeof PATHS)[])
    .filter((channel) => offered.has(channel) || channel === here)
    .map((channel) => ({ name: w[channel], url: localised(PATHS[channel], language), here: channel === here }))
}
