// Every page that a snapshot holds, in each language.
import { LANGUAGES, type Language } from '../../views/format.ts'
import { renderPage, styleSource } from '../../views/render.ts'
import { aboutPage } from '../pages/about.ts'
import { apiReferencePage } from '../pages/api-reference.ts'
import { availabilityPage } from '../pages/availability.ts'
import { componentPage } from '../pages/component.ts'
import { downloadsPage } from '../pages/downloads.ts'
import { localised } from '../pages/frame.ts'
import { frontPage } from '../pages/front.ts'
import { historyPage, monthsOf } from '../pages/history.ts'
import { incidentPage } from '../pages/incident.ts'
import { locationsPage } from '../pages/locations.ts'
import { maintenancePage } from '../pages/maintenance.ts'
import { measuresPage } from '../pages/measures.ts'
import { hallPage, printPage } from '../pages/notice.ts'
import { paperPage, papersPage } from '../pages/papers.ts'
import { privacyPage } from '../pages/privacy.ts'
import type { PublicDocument } from './bytes.ts'
import type { PublicIncident, Snapshot } from './snapshot.ts'

/** A page under its path without language; `html` renders it. */
type PublicPage = { path: string; html: (language: Language) => string }

const HTML_TYPE = 'text/html; charset=utf-8'

/** The site map: pages that there is one of. */
const SINGLE: Record<string, (snapshot: Snapshot, language: Language) => string> = {
  '/': (snapshot, language) => renderPage('front', frontPage(snapshot, language)),
  '/documents': (snapshot, language) => renderPage('papers', papersPage(snapshot, null, language)),
  '/history': (snapshot, language) => renderPage('history', historyPage(snapshot, null, language)),
  '/maintenance': (snapshot, language) => renderPage('maintenance', maintenancePage(snapshot, language)),
  '/availability': (snapshot, language) => renderPage('availability', availabilityPage(snapshot, language)),
  '/locations': (snapshot, language) => renderPage('locations', locationsPage(snapshot, language)),
  '/measures': (snapshot, language) => renderPage('measures', measuresPage(snapshot, language)),
  '/print': (snapshot, language) => renderPage('print', printPage(snapshot, language)),
  '/hall': (snapshot, language) => renderPage('hall', hallPage(snapshot, language)),
  '/about': (snapshot, language) => renderPage(`about.${language}`, aboutPage(snapshot, language)),
  '/downloads': (snapshot, language) => renderPage('downloads', downloadsPage(snapshot, language)),
  '/api': (snapshot, language) => renderPage('api-reference', apiReferencePage(snapshot, language)),
  '/privacy': ({ site }, language) => renderPage(`privacy.${language}`, privacyPage(site, language)),
}

/** Those, and one for each component, document, month and incident. */
function* pages(snapshot: Snapshot): Generator<PublicPage> {
  for (const [path, render] of Object.entries(SINGLE)) {
    yield { path, html: (language) => render(snapshot, language) }
  }
  for (const service of snapshot.services) {
    for (const component of [...service.components, ...service.standbys]) {
      const html = (language: Language) =>
        renderPage('component', componentPage(snapshot, service, component, language))
      yield { path: `/components/${component.id}`, html }
    }
  }
  for (const paper of snapshot.papers) {
    const html = (language: Language) => renderPage('paper', paperPage(snapshot, paper, language))
    yield { path: `/documents/${paper.id}`, html }
  }
  for (const month of monthsOf(snapshot)) {
    const html = (language: Language) => renderPage('history', historyPage(snapshot, month, language))
    yield { path: `/history/${month}`, html }
  }
  for (const incident of [...snapshot.incidents, ...snapshot.history.incidents]) {
    yield { path: `/incidents/${incident.id}`, html: (language) => renderIncident(snapshot, incident, language) }
  }
}

export function* htmlPages(snapshot: Snapshot): Generator<PublicDocument> {
  for (const { path, html } of pages(snapshot)) {
    for (const language of LANGUAGES) {
      yield { path: localised(path, language), type: HTML_TYPE, headers: HTML_HEADERS, content: () => html(language) }
    }
  }
}

export function renderIncident(snapshot: Snapshot, incident: PublicIncident, language: Language): string {
  return renderPage('incident', incidentPage(snapshot, incident, language))
}

/** For every HTML answer, published or not: nothing from elsewhere, no inline script. As [name, value, …]. */
export const HTML_HEADERS = [
  'content-security-policy',
  [
    "default-src 'none'",
    `style-src 'self' ${styleSource}`,
    "img-src 'self' data:",
    "script-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options',
  'nosniff',
  'referrer-policy',
  'strict-origin-when-cross-origin',
]
