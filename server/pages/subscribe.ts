import type { Service } from '../../data/catalogue.ts'
import { words } from '../../views/format.ts'
import type { Site } from '../publish/snapshot.ts'
import type { SubscribeForm } from '../routes/subscriptions.ts'
import { frame, localised } from './frame.ts'

/** The form that asks for a mail address and what to be told about. */
export function subscribePage(site: Site, services: Service[], { language, address, chosen, problem }: SubscribeForm) {
  const w = words(language)
  return {
    ...frame(site, language, '/subscribe', `${w.subscribe} · ${site.name[language]}`),
    action: localised('/subscribe', language),
    address,
    problem,
    services: services.map(({ id, name }) => ({ id, name: name[language], checked: chosen.includes(id) })),
  }
}
