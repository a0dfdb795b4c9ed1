// Snapshot → every public document by its path, as bytes.
import type { Language } from '../../data/tables.ts'
import { type Published, publishBytes } from './bytes.ts'
import { openApi } from './openapi.ts'
import type { PublicIncident, Snapshot } from './snapshot.ts'
import { incidentDocument, STATUS_DOCUMENTS } from './status-api.ts'
import { STATUSPAGE_DOCUMENTS } from './statuspage-v2.ts'

export type Renderers = {
  front: (snapshot: Snapshot, language: Language) => string
  incident: (snapshot: Snapshot, incident: PublicIncident, language: Language) => string
  /** CSP source of the inlined style sheet: `'sha256-…'` */
  styleSource: string
}

const JSON_TYPE = 'application/json; charset=utf-8'
const HTML_TYPE = 'text/html; charset=utf-8'
const JSON_HEADERS = ['access-control-allow-origin', '*', 'x-content-type-options', 'nosniff']

/** Path → document. Pages are rendered and JSON is written here, once per snapshot. */
export function publicDocuments(snapshot: Snapshot, renderers: Renderers): Map<string, Published> {
  const documents = new Map<string, Published>()
  const headers = htmlHeaders(renderers.styleSource)
  const html = (path: string, content: string) => documents.set(path, publishBytes(content, HTML_TYPE, headers))
  const json = (path: string, content: unknown) =>
    documents.set(path, publishBytes(JSON.stringify(content), JSON_TYPE, JSON_HEADERS))

  html('/', renderers.front(snapshot, 'ko'))
  html('/en', renderers.front(snapshot, 'en'))
  for (const incident of snapshot.incidents) {
    html(`/incidents/${incident.id}`, renderers.incident(snapshot, incident, 'ko'))
    html(`/en/incidents/${incident.id}`, renderers.incident(snapshot, incident, 'en'))
    json(`/api/v1/incidents/${incident.id}`, incidentDocument(incident, snapshot.site.url))
  }
  for (const { path, build } of STATUS_DOCUMENTS) json(`/api/v1${path}`, build(snapshot))
  for (const { path, build } of STATUSPAGE_DOCUMENTS) json(`/api/v2${path}`, build(snapshot))
  json('/api/v1/openapi.json', openApi(snapshot))
  return documents
}

/** For every HTML answer, published or not: nothing from elsewhere, no inline script. */
export function htmlHeaders(styleSource: string): string[] {
  const policy = [
    "default-src 'none'",
    `style-src 'self' ${styleSource}`,
    "img-src 'self' data:",
    "script-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  return [
    'content-security-policy',
    policy,
    'x-content-type-options',
    'nosniff',
    'referrer-policy',
    'strict-origin-when-cross-origin',
  ]
}
