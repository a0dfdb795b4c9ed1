// What every page has around its content.
import type { Language } from '../../data/tables.ts'
import { words } from '../../views/format.ts'
import type { Site } from '../publish/snapshot.ts'

/** `path` without language prefix: `/` or `/subscribe` … */
export function frame(site: Site, language: Language, path: string, title: string) {
  const other = language === 'ko' ? 'en' : 'ko'
  return {
    language,
    w: words(language),
    title,
    site: {
      name: site.name[language],
      operator: site.operator[language],
      contact: site.contact,
      official: site.official,
      rehearsal: site.rehearsal,
    },
    links: {
      home: localised('/', language),
      subscribe: localised('/subscribe', language),
      rehearsal: localised('/rehearsal', language),
      other: localised(path, other),
    },
    /** UTC milliseconds of the data, or false for pages that show none. */
    at: false as number | false,
    asOf: false as string | false,
  }
}

export function localised(path: string, language: Language): string {
  if (language === 'ko') return path
  return path === '/' ? '/en' : `/en${path}`
}
