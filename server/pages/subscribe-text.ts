// The forms by which somebody subscribes by text message. Pure.
import type { Service } from '../../data/catalogue.ts'
import { words } from '../../views/format.ts'
import type { Site } from '../publish/snapshot.ts'
import type { CodeForm, TextForm } from '../routes/text-subscriptions.ts'
import { choicesOf } from './choices.ts'
import { frame, localised, SPOKEN } from './frame.ts'
import { waysOf } from './subscribe.ts'

const PATH = '/subscribe/text'

export function subscribeTextPage(site: Site, services: Service[], { language, number, wishes, problem }: TextForm) {
  const w = words(language)
  return {
    ...frame(site, language, PATH, `${w.textPage.title} · ${site.name[language]}`, SPOKEN),
    action: localised(PATH, language),
    number,
    problem,
    ways: waysOf(site, 'sms', language),
    ...choicesOf(services, 'sms', wishes, language),
  }
}

export function codePage(site: Site, { language, token, problem }: CodeForm) {
  const w = words(language)
  return {
    ...frame(site, language, PATH, `${w.textPage.code} · ${site.name[language]}`, SPOKEN),
    action: localised(`${PATH}/code`, language),
    token,
    problem,
  }
}
