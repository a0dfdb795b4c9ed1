// What can be downloaded, what its columns mean, and under which licence. Pure.
import { inLanguage, type Language, moment, words } from '../../views/format.ts'
import { DOWNLOADS } from '../publish/downloads.ts'
import type { Snapshot } from '../publish/snapshot.ts'
import { frame } from './frame.ts'

export function downloadsPage(snapshot: Snapshot, language: Language) {
  const { site, at } = snapshot
  const w = words(language)
  const means: Record<string, string> = w.downloadsPage.columns
  return {
    ...frame(site, language, '/downloads', `${w.menu.downloads} · ${inLanguage(site.name, language)}`),
    at,
    asOf: moment(at, language),
    version: snapshot.version,
    sheet: 'tables.css',
    licence: { name: inLanguage(site.licence.name, language), url: site.licence.url },
    files: DOWNLOADS.map(({ name, columns, rows }) => ({
      id: name,
      name: w.downloadsPage.files[name],
      rows: rows(snapshot).length.toLocaleString('en'),
      csv: `/downloads/${name}.csv`,
      json: `/downloads/${name}.json`,
      columns: columns.map((column) => ({ column, means: means[column] ?? '' })),
    })),
  }
}
