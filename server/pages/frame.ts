// What every page has around its content.
import { inLanguage, LANGUAGES, type Language, spoken, words } from '../../views/format.ts'
import type { Site } from '../publish/snapshot.ts'

/** Pages that stand in the menu at the top, and those that stand with them in the list at the foot of every page. */
const TOP = ['documents', 'history', 'subscribe'] as const
const FOOT = [
  'documents',
  'history',
  'maintenance',
  'availability',
  'locations',
  'measures',
  'about',
  'downloads',
  'api',
] as const

/** Of pages with a form, and of those that only operators see. */
export const SPOKEN = ['ko', 'en'] as const

/** `path` without language prefix: `/` or `/subscribe` …; `languages`: those that the page has. */
export function frame(
  site: Site,
  language: Language,
  path: string,
  title: string,
  languages: readonly Language[] = LANGUAGES,
) {
  const w = words(language)
  /** What is answered by a form is in the usual words. */
  const usual = spoken(language)
  const link = (page: (typeof TOP | typeof FOOT)[number]) => ({
    name: w.menu[page],
    url: localised(`/${page}`, page === 'subscribe' ? usual : language),
    here: path === `/${page}`,
  })
  return {
    /** For `lang`: easy Korean is Korean. */
    language: w.language,
    w,
    title,
    site: {
      name: inLanguage(site.name, language),
      operator: inLanguage(site.operator, language),
      contact: site.contact,
      official: site.official,
      rehearsal: site.rehearsal,
    },
    links: {
      home: localised('/', language),
      subscribe: localised('/subscribe', usual),
      rehearsal: localised('/rehearsal', usual),
      locations: localised('/locations', language),
      print: localised('/print', language),
      hall: localised('/hall', language),
      privacy: localised('/privacy', language),
      own: `${site.url}${localised(path, language)}`,
      feed: localised('/history.atom', usual),
      top: TOP.map(link),
      foot: FOOT.map(link),
      languages: languages
        .filter((other) => other !== language)
        .map((other) => ({
          key: other,
          code: words(other).language,
          name: words(other).languageName,
          url: localised(path, other),
        })),
    },
    /** Seconds after which it loads itself anew where scripts are off, or false. */
    refresh: false as number | false,
    /** A style sheet beside the inlined one, or false. */
    sheet: false as string | false,
    /** UTC milliseconds of the data, or false for pages that show none. */
    at: false as number | false,
    asOf: false as string | false,
  }
}

export function localised(path: string, language: Language): string {
  if (language === 'ko') return path
  return path === '/' ? `/${language}` : `/${language}${path}`
}
