// What stands around each page of the operators' console. Pure.
import type { SpokenLanguage } from '../../data/tables.ts'
import { words } from '../../views/format.ts'
import type { Site } from '../publish/snapshot.ts'
import type { Said } from '../routes/console-gate.ts'
import { frame, localised, SPOKEN } from './frame.ts'

/** `path` without language prefix. */
export function consoleFrame(site: Site, path: string, title: string, said: Said, language: SpokenLanguage) {
  const all: Record<string, string> = words(language).consolePage.done
  return {
    ...frame(site, language, path, `${title} · ${site.name[language]}`, SPOKEN),
    sheet: 'console.css',
    heading: title,
    home: localised('/console', language),
    action: localised(path, language),
    done: said.done !== false && (all[said.done] ?? false),
    problem: said.problem,
  }
}
