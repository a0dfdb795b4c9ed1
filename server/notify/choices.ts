// What somebody wishes to be told, as a form or a signed link says it. Pure.
import type { Language } from '../../data/tables.ts'
import type { ChosenPreferences } from './preferences.ts'

/** `scope`: ids of services or components, empty means everything. */
export type Wishes = { language: Language; scope: string[]; preferences: ChosenPreferences }

/** Nothing chosen yet. */
export function usual(language: Language): Wishes {
  return { language, scope: [], preferences: {} }
}

/** As they are stored of a subscriber. */
export function stored({ language, scope, preferences }: Wishes) {
  return { language, scope, preferences: JSON.stringify(preferences) }
}
