// The form that asks for a mail address and what to be told about. Pure.
import type { Service } from '../../data/catalogue.ts'
import { words } from '../../views/format.ts'
import type { Site } from '../publish/snapshot.ts'
import type { SubscribeForm } from '../routes/subscriptions.ts'
import { frame, localised, SPOKEN } from './frame.ts'

/**
 * A service that only holds what others share is not offered: nobody uses it by itself, and who is told of what needs it is told
 * of its trouble as well.
 */
export function subscribePage(site: Site, services: Service[], { language, address, chosen, problem }: SubscribeForm) {
  const w = words(language)
  return {
    ...frame(site, language, '/subscribe', `${w.subscribe} · ${site.name[language]}`, SPOKEN),
    action: localised('/subscribe', language),
    byText: site.telling.some(({ channel }) => channel === 'sms') && localised('/subscribe/text', language),
    address,
    problem,
    services: services
      .filter(isUsed)
      .map(({ id, name }) => ({ id, name: name[language], checked: chosen.includes(id) })),
  }
}

/** Not what only holds what others share. */
export function isUsed({ components }: Service): boolean {
  return components.some(({ kind }) => kind !== 'dependency' && kind !== 'standby')
}
