// What a summary says, for one reader. Pure.
import type { Subscriber } from '../../data/queries/subscribers.ts'
import { duration, inLanguage, moment } from '../../views/format.ts'
import type { DigestContent } from '../../views/render.ts'
import { shareOf } from './digests.ts'
import type { ToldDigest } from './matters.ts'
import { incidentUrl, type MessageParts, type ReaderLinks } from './message.ts'
import { span } from './message-maintenance.ts'

const TITLE = {
  daily: { ko: '어제와 오늘의 서비스 상태', en: 'Service status of the day' },
  weekly: { ko: '지난주 서비스 상태', en: 'Service status of the week' },
}

export function digestContent(
  digest: ToldDigest,
  { language, scope }: Pick<Subscriber, 'language' | 'scope'>,
  { site }: MessageParts,
  links: ReaderLinks,
): DigestContent {
  const { often, from, until, incidents, coming } = shareOf(digest, scope)
  const word = (at: number) => moment(at, language)
  return {
    site: { name: inLanguage(site.name, language), url: site.url },
    rehearsal: site.rehearsal,
    language,
    digest: {
      title: inLanguage(TITLE[often], language),
      when: `${word(from)} ~ ${word(until)}`,
      incidents: incidents.map((incident) => ({
        title: inLanguage(incident.title, language),
        since: word(incident.beganAt),
        duration: incident.resolvedAt !== null && duration(incident.resolvedAt - incident.beganAt, language),
        url: incidentUrl(site, incident, language),
      })),
      coming: coming.map((one) => ({ title: inLanguage(one.title, language), when: span(one, word, ' ~ ') })),
    },
    manageUrl: links.manage,
    unsubscribeUrl: links.leave,
  }
}
