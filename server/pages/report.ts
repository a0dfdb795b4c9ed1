// A report as people read it: Markdown of an operator, of which only plain text and its structure is let through. Pure.
import { Marked } from 'marked'
import sanitizeHtml from 'sanitize-html'
import type { IncidentReport, Measure } from '../../data/queries/incident-reports.ts'
import { inLanguage, type Language, machineTime, moment, words } from '../../views/format.ts'

const markdown = new Marked({ gfm: true })
/** Headings of a report stand below that of its section. */
const LOWERED = { h1: 'h3', h2: 'h3', h3: 'h4', h4: 'h5', h5: 'h6' }

/** The report in the language, or in Korean with a word about that; false where none is written. */
export function reportView(reports: IncidentReport[] = [], language: Language) {
  const own = reports.find((one) => one.language === language)
  const shown = own ?? reports.find((one) => one.language === 'ko') ?? reports[0]
  if (!shown) return false as const
  const w = words(language).reportPage
  return {
    html: safe(shown.body),
    language: shown.language === 'en' ? 'en' : 'ko',
    by: w.by.replace('{author}', shown.author),
    at: moment(shown.at, language),
    atMachine: machineTime(shown.at),
    missing: own ? (false as const) : w.missing,
  }
}

function safe(body: string): string {
  return sanitizeHtml(markdown.parse(body, { async: false }), {
    allowedTags: ['p', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'strong', 'em', 'a', 'blockquote', 'br', 'code', 'hr'],
    allowedAttributes: { a: ['href', 'rel'] },
    allowedSchemes: ['https', 'http', 'mailto', 'tel'],
    transformTags: {
      ...Object.fromEntries(Object.entries(LOWERED).map(([from, to]) => [from, sanitizeHtml.simpleTransform(to, {})])),
      a: sanitizeHtml.simpleTransform('a', { rel: 'noopener nofollow' }),
    },
  })
}

/** Overdue: its day is over in Korea. */
export function measureViews(measures: Measure[] = [], today: string, language: Language) {
  const w = words(language).reportPage
  return measures.map(({ text, owner, dueDay, state, note }) => {
    const overdue = state === 'open' && dueDay < today
    return {
      text: inLanguage(text, language),
      owner,
      due: dueDay,
      state: overdue ? w.overdue : w.states[state],
      kind: state === 'done' ? 'good' : overdue ? 'bad' : state === 'dropped' ? 'none' : 'work',
      note: note || false,
    }
  })
}
