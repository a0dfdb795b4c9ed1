// /api/v1 and /api/v2 as documents.
import type { PublicDocument } from './bytes.ts'
import { JSON_TYPE, openDocument } from './open-document.ts'
import { openApi } from './openapi.ts'
import type { Snapshot } from './snapshot.ts'
import { pathOf, STATUS_DOCUMENTS } from './status-api/documents.ts'
import { STATUSPAGE_DOCUMENTS } from './statuspage-v2.ts'

export function* jsonDocuments(snapshot: Snapshot): Generator<PublicDocument> {
  for (const kind of STATUS_DOCUMENTS) {
    for (const id of kind.ids?.(snapshot) ?? ['']) yield json(pathOf(kind, id), () => kind.build(snapshot, id))
  }
  for (const { path, build } of STATUSPAGE_DOCUMENTS) yield json(`/api/v2${path}`, () => build(snapshot))
  yield json('/api/v1/openapi.json', () => openApi(snapshot))
}

function json(path: string, build: () => unknown): PublicDocument {
  return openDocument(path, JSON_TYPE, () => JSON.stringify(build()))
}
