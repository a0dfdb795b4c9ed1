// What a message about planned work says, for one reader. Pure.
import type { Subscriber } from '../../data/queries/subscribers.ts'
import { inLanguage, joinNames, kstDay, moment, shortMoment, shortNames } from '../../views/format.ts'
import type { MaintenanceContent } from '../../views/render.ts'
import { localised } from '../pages/frame.ts'
import type { ToldMaintenance } from './matters.ts'
import { type MessageParts, type ReaderLinks, waysAround } from './message.ts'

const DAY = 86_400_000

/** `knownVersion`: of what the reader was told before; null: nothing. */
export function maintenanceContent(
  maintenance: ToldMaintenance,
  { language }: Pick<Subscriber, 'language'>,
  knownVersion: number | null,
  parts: MessageParts,
  links: ReaderLinks,
): MaintenanceContent {
  const { site, nameOf, now } = parts
  const { title, body, components, startsAt, cancelled, updatedAt } = maintenance
  const names = components.map((id) => inLanguage(nameOf(id), language))
  return {
    site: { name: inLanguage(site.name, language), url: site.url },
    rehearsal: site.rehearsal,
    language,
    maintenance: {
      title: inLanguage(title, language),
      body: inLanguage(body, language),
      affected: joinNames(names),
      affectedShort: shortNames(names, language),
      when: span(maintenance, (at) => moment(at, language), ' ~ '),
      whenShort: span(maintenance, shortMoment, '~'),
      cancelled,
      changed: !cancelled && knownVersion !== null && knownVersion < updatedAt,
      tomorrow: kstDay(now + DAY) === kstDay(startsAt),
      url: site.url + localised('/maintenance', language),
    },
    fallbacks: cancelled ? [] : waysAround(components, components, language, parts),
    manageUrl: links.manage,
    unsubscribeUrl: links.leave,
  }
}

/** From when until when; the day is said once where it is one. */
export function span(
  { startsAt, endsAt }: Pick<ToldMaintenance, 'startsAt' | 'endsAt'>,
  word: (at: number) => string,
  between: string,
): string {
  const until = word(endsAt)
  const time = /\d\d:\d\d/.exec(until)?.[0] ?? until
  return `${word(startsAt)}${between}${kstDay(startsAt) === kstDay(endsAt) ? time : until}`
}
