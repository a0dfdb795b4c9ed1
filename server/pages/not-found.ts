import type { Language } from '../../data/tables.ts'
import { words } from '../../views/format.ts'
import type { Site } from '../publish/snapshot.ts'
import { frame } from './frame.ts'

export function notFoundPage(site: Site, language: Language) {
  const w = words(language)
  return { ...frame(site, language, '/', `${w.notFound} · ${site.name[language]}`) }
}
