import { inLanguage, type Language, words } from '../../views/format.ts'
import type { Site } from '../publish/snapshot.ts'
import { frame, localised } from './frame.ts'

export function notFoundPage(site: Site, language: Language) {
  const w = words(language)
  return {
    ...frame(site, language, '/', `${w.notFound} · ${inLanguage(site.name, language)}`),
    action: localised('/documents', language),
    query: '',
  }
}
