// Incidents as feeds, Atom, RSS and JSON Feed: of everything, and as Atom of each service and component. Pure.

import { Feed } from 'feed'
import Handlebars from 'handlebars'
import { inLanguage, machineTime, moment, statusWord, words } from '../../views/format.ts'
import { localised, SPOKEN } from '../pages/frame.ts'
import type { PublicDocument } from './bytes.ts'
import { calmView } from './calm-incident.ts'
import { openDocument } from './open-document.ts'
import type { PublicIncident, Snapshot } from './snapshot.ts'

type Language = (typeof SPOKEN)[number]
/** What a feed is about: its name, its page, and the incidents in it. */
type Topic = { path: string; page: string; name: string; incidents: PublicIncident[] }

const MOST_ENTRIES = 50
const ATOM = 'application/atom+xml; charset=utf-8'

export function* feeds(snapshot: Snapshot): Generator<PublicDocument> {
  for (const language of SPOKEN) {
    const whole = everything(snapshot, language)
    const at = (path: string) => localised(path, language)
    yield openDocument(at('/history.atom'), ATOM, () => feedOf(snapshot, whole, language).atom1())
    yield openDocument(at('/history.rss'), 'application/rss+xml; charset=utf-8', () =>
      feedOf(snapshot, whole, language).rss2(),
    )
    yield openDocument(at('/feed.json'), 'application/feed+json; charset=utf-8', () =>
      feedOf(snapshot, whole, language).json1(),
    )
    for (const topic of topicsOf(snapshot, language)) {
      yield openDocument(at(topic.path), ATOM, () => feedOf(snapshot, topic, language).atom1())
    }
  }
}

function everything({ site, incidents, history }: Snapshot, language: Language): Topic {
  const all = [...incidents, ...history.incidents]
  return { path: '/history.atom', page: '/history', name: inLanguage(site.name, language), incidents: all }
}

function topicsOf({ services, incidents, history }: Snapshot, language: Language): Topic[] {
  const all = [...incidents, ...history.incidents]
  const about = (test: (component: string) => boolean) =>
    all.filter(({ components }) => components.some(({ id }) => test(id)))
  return services.flatMap((service) => {
    const name = inLanguage(service.name, language)
    const own = service.components.map((component) => ({
      path: `/components/${component.id}/history.atom`,
      page: `/components/${component.id}`,
      name: `${name} ${inLanguage(component.name, language)}`,
      incidents: about((id) => id === component.id),
    }))
    const incidents = about((id) => id.startsWith(`${service.id}/`))
    return [{ path: `/services/${service.id}/history.atom`, page: '/', name, incidents }, ...own]
  })
}

function feedOf({ site, at }: Snapshot, { path, page, name, incidents }: Topic, language: Language): Feed {
  const { host } = new URL(site.url)
  const link = (path: string) => `${site.url}${localised(path, language)}`
  const shown = incidents.slice(0, MOST_ENTRIES)
  const updated = Math.max(...shown.map(({ updatedAt }) => updatedAt))
  const feed = new Feed({
    id: `tag:${host},2005:${path === '/history.atom' ? '/history' : path}${language === 'ko' ? '' : `/${language}`}`,
    title: `${name} · ${words(language).menu.history}`,
    link: link(page),
    language,
    // without incidents it has not changed since it began to be looked at
    updated: new Date(shown.length > 0 ? updated : at),
    copyright: inLanguage(site.licence.name, language),
    author: { name: inLanguage(site.operator, language) },
    feedLinks: { atom: link(path), rss: link('/history.rss'), json: link('/feed.json') },
  })
  for (const incident of shown) {
    const content = updatesHtml(incident, language)
    feed.addItem({
      id: `tag:${host},2005:Incident/${incident.id}`,
      title: inLanguage(incident.title, language),
      link: link(`/incidents/${incident.id}`),
      published: new Date(incident.announcedAt),
      date: new Date(incident.updatedAt),
      description: content,
      content,
    })
  }
  return feed
}

/** One paragraph an update, the newest first. */
function updatesHtml(incident: PublicIncident, language: Language): string {
  const safe = Handlebars.escapeExpression
  return calmView(incident)
    .updates.map(({ at, status, body }) => {
      const time = `<time datetime="${machineTime(at)}">${safe(moment(at, language))}</time>`
      return `<p><small>${time}</small><br><strong>${safe(statusWord(status, language))}</strong> - ${safe(inLanguage(body, language))}</p>`
    })
    .join('')
}
