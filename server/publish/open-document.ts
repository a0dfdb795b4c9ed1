// What programs of any origin may read.
import type { PublicDocument } from './bytes.ts'

export const OPEN_HEADERS = [
  'access-control-allow-origin',
  '*',
  'access-control-expose-headers',
  'etag, link',
  'x-content-type-options',
  'nosniff',
]
/** For what other sites show: also those that let in nothing that does not ask for it (COEP). */
const SHOWN_ELSEWHERE = ['cross-origin-resource-policy', 'cross-origin']

export const JSON_TYPE = 'application/json; charset=utf-8'

export function openDocument(path: string, type: string, content: () => string): PublicDocument {
  return { path, type, headers: OPEN_HEADERS, content }
}

/** An image or a script for other sites. */
export function embeddedDocument(path: string, type: string, content: () => string): PublicDocument {
  return { path, type, headers: [...OPEN_HEADERS, ...SHOWN_ELSEWHERE], content }
}
