// The form that asks for a mail address and what to be told about. Pure.
import type { Component, Service } from '../../data/catalogue.ts'
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
    services: serviceChoices(services, language, chosen),
  }
}

/** `chosen`: ids of services and of parts; `parts`: what of a service can be chosen by itself. */
export function serviceChoices(services: Service[], language: 'ko' | 'en', chosen: string[]) {
  const choice = ({ id, name }: Pick<Service, 'id' | 'name'>) => ({
    id,
    name: name[language],
    checked: chosen.includes(id),
  })
  return services
    .map((service) => ({ ...choice(service), parts: service.components.filter(isUsed).map(choice) }))
    .filter(({ parts }) => parts.length > 0)
}

/** Not what others share, nor a backup. */
function isUsed({ kind }: Component): boolean {
  return kind !== 'dependency' && kind !== 'standby'
}
