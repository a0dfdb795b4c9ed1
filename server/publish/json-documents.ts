// /api/v1 and /api/v2 as documents.
import type { PublicDocument } from './bytes.ts'
import { openApi } from './openapi.ts'
import type { Snapshot } from './snapshot.ts'
import { componentHistoryDocument, oneComponentDocument } from './status-api/one-component.ts'
import { incidentDocument, STATUS_DOCUMENTS } from './status-api.ts'
import { STATUSPAGE_DOCUMENTS } from './statuspage-v2.ts'

const JSON_TYPE = 'application/json; charset=utf-8'
/** Any program of any origin may read it. */
export const OPEN_HEADERS = ['access-control-allow-origin', '*', 'x-content-type-options', 'nosniff']

export function* jsonDocuments(snapshot: Snapshot): Generator<PublicDocument> {
  for (const { path, build } of STATUS_DOCUMENTS) yield json(`/api/v1${path}`, () => build(snapshot))
  for (const incident of [...snapshot.incidents, ...snapshot.history.incidents]) {
    yield json(`/api/v1/incidents/${incident.id}`, () => incidentDocument(incident, snapshot.site.url))
  }
  for (const component of snapshot.services.flatMap(({ components, standbys }) => [...components, ...standbys])) {
    yield json(`/api/v1/components/${component.id}`, () => oneComponentDocument(component))
    yield json(`/api/v1/components/${component.id}/history`, () => componentHistoryDocument(snapshot, component))
  }
  for (const { path, build } of STATUSPAGE_DOCUMENTS) yield json(`/api/v2${path}`, () => build(snapshot))
  yield json('/api/v1/openapi.json', () => openApi(snapshot))
}

function json(path: string, build: () => unknown): PublicDocument {
  return { path, type: JSON_TYPE, headers: OPEN_HEADERS, content: () => JSON.stringify(build()) }
}
