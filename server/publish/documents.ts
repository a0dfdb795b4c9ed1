// Snapshot → every public document by its path. Each is made when it is first asked for, once per snapshot.
import { badges } from './badges.ts'
import { type PublicDocument, type Published, publishBytes } from './bytes.ts'
import { calendars } from './calendar.ts'
import { downloads } from './downloads.ts'
import { feeds } from './feeds.ts'
import { htmlPages } from './html-pages.ts'
import { jsonDocuments } from './json-documents.ts'
import type { Snapshot } from './snapshot.ts'
import { widget } from './widget.ts'

/** A kind of document: all of it that a snapshot holds. Pure. */
export type DocumentSource = (snapshot: Snapshot) => Iterable<PublicDocument>

const SOURCES: DocumentSource[] = [htmlPages, jsonDocuments, feeds, calendars, badges, widget, downloads]

/** Path → document. `more`: sources that need something of this installation, as its key. */
export function publicDocuments(snapshot: Snapshot, more: DocumentSource[] = []): Map<string, Published> {
  const documents = new Map<string, Published>()
  for (const source of [...SOURCES, ...more]) {
    for (const { path, ...document } of source(snapshot)) documents.set(path, publishBytes(document))
  }
  return documents
}
