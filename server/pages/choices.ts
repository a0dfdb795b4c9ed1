// What of messages can be chosen, with what is chosen already: on the forms by which somebody subscribes and on the page of their settings. Pure.
import type { Component, Service } from '../../data/catalogue.ts'
import { choosableRegions } from '../../data/regions.ts'
import type { Channel } from '../../data/tables.ts'
import { words } from '../../views/format.ts'
import type { Wishes } from '../notify/choices.ts'
import { complete, KINDS } from '../notify/preferences.ts'

const LANGUAGES = { ko: '한국어', en: 'English', easy: '쉬운 한국어' } as const

/** `services`: see `serviceChoices`; `digest`: false where there are no summaries. */
export function choicesOf(services: Service[], channel: Channel, wishes: Wishes, language: 'ko' | 'en') {
  const w = words(language).choices
  const { kinds, quiet, digest } = complete(wishes.preferences, { channel, role: 'public' })
  const choice = (id: string, name: string, checked: boolean) => ({ id, name, checked })
  const near = wishes.preferences.regions ?? []
  return {
    regionsOpen: near.length > 0,
    regions: choosableRegions().map((name) => choice(name, name, near.includes(name))),
    services: serviceChoices(services, language, wishes.scope),
    kinds: KINDS.map((kind) => choice(kind, w[kind], kinds.includes(kind))),
    quiet: [choice('night', w.quietOn, quiet !== false), choice('never', w.quietOff, quiet === false)],
    digest: channel === 'email' && [
      choice('none', w.digestNone, digest === false),
      choice('daily', w.digestDaily, digest === 'daily'),
      choice('weekly', w.digestWeekly, digest === 'weekly'),
    ],
    languages: Object.entries(LANGUAGES).map(([id, name]) => ({
      ...choice(id, name, wishes.language === id),
      code: id === 'en' ? 'en' : 'ko',
    })),
  }
}

/**
 * `chosen`: ids of services and of parts; `parts`: what of a service can be chosen by itself. A service that only holds what others
 * share is not offered: nobody uses it by itself, and who is told of what needs it is told of its trouble as well.
 */
function serviceChoices(services: Service[], language: 'ko' | 'en', chosen: string[]) {
  const choice = ({ id, name }: Pick<Service, 'id' | 'name'>) => ({
    id,
    name: name[language],
    checked: chosen.includes(id),
  })
  return services
    .map((service) => {
      const parts = service.components.filter(isUsed).map(choice)
      return { ...choice(service), parts, open: parts.some(({ checked }) => checked) }
    })
    .filter(({ parts }) => parts.length > 0)
}

/** Not what others share, nor a backup. */
function isUsed({ kind }: Component): boolean {
  return kind !== 'dependency' && kind !== 'standby'
}
