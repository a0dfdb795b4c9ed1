// Whether what would take the place of a service is ready, in words. Pure.
import { inLanguage, type Language, words } from '../../views/format.ts'
import { type Readiness, readinessOf } from '../incidents/standby.ts'
import type { PublicService } from '../publish/snapshot.ts'

const KINDS: Record<Readiness, 'good' | 'warn' | 'none'> = { ready: 'good', 'not-ready': 'warn', unknown: 'none' }

/** One for each that somebody looks at; its name only where there are several. */
export function standbyLines({ standbys }: PublicService, language: Language) {
  const looked = standbys.filter(({ watched }) => watched)
  return looked.map(({ name, state }) => {
    const readiness = readinessOf(state)
    const called = looked.length > 1 ? inLanguage(name, language) : words(language).standby
    return { name: called, kind: KINDS[readiness], readiness, word: words(language).readiness[readiness] }
  })
}

/** The same of those of which it is known, for who needs it now; `false` for none. */
export function knownStandbys(service: PublicService, language: Language) {
  const known = standbyLines(service, language).filter(({ readiness }) => readiness !== 'unknown')
  return known.length > 0 && known
}
