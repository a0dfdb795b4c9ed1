import { inLanguage, type Language, words } from '../../views/format.ts'
import type { PublicComponent, PublicFallback, Snapshot } from '../publish/snapshot.ts'
import { stateView } from './state.ts'

/** What to do instead of a component, best first; one that shares the trouble says so in words. */
export function fallbacksOf(component: PublicComponent, snapshot: Snapshot, language: Language) {
  return listFallbacks(component.fallbacks, snapshot, language)
}

/** The same for several components, each fallback once. */
export function fallbacksOfAll(components: PublicComponent[], snapshot: Snapshot, language: Language) {
  const ids = new Set(components.flatMap(({ fallbacks }) => fallbacks))
  return listFallbacks([...ids], snapshot, language)
}

/** By their ids: first those that are seen to work, then those that nobody looks at, then the doubtful, then the broken. */
export function listFallbacks(ids: string[], { fallbacks }: Snapshot, language: Language) {
  const own = ids.flatMap((id) => fallbacks.find((one) => one.id === id) ?? [])
  return own.toSorted((a, b) => rank(a) - rank(b)).map((fallback) => fallbackView(fallback, language))
}

/** Whoever can be asked about anything, for when nothing else is known. */
export function helplines({ fallbacks }: Snapshot, language: Language) {
  return fallbacks.flatMap(({ general, phone, name }) =>
    general && phone !== null ? [{ name: inLanguage(name, language).replace(phone, '').trim(), phone }] : [],
  )
}

/** Looked at, and well. A way that nobody looks at, as a telephone line, is no evidence. */
export function isKnownToWork({ needs, state, brokenBy }: PublicFallback): boolean {
  return needs.length > 0 && state === 'operational' && brokenBy.length === 0
}

function rank(fallback: PublicFallback): number {
  if (fallback.brokenBy.length > 0) return 3
  if (isKnownToWork(fallback)) return 0
  return fallback.state === 'operational' ? 1 : 2
}

function fallbackView(fallback: PublicFallback, language: Language) {
  const w = words(language)
  const broken = fallback.brokenBy.length > 0
  const unsure = fallback.state === 'unknown' ? w.fallbackUnknown : w.fallbackWeak
  return {
    name: inLanguage(fallback.name, language),
    kind: w.fallbackKinds[fallback.kind],
    /** Of one that is looked at; what is broken says so in words. */
    state: fallback.needs.length > 0 && !broken && stateView(fallback.state, language),
    how: inLanguage(fallback.how, language),
    hours: fallback.hours !== null && inLanguage(fallback.hours, language),
    fee: fallback.fee !== null && inLanguage(fallback.fee, language),
    bring: fallback.bring !== null && inLanguage(fallback.bring, language),
    url: fallback.url ?? false,
    phone: fallback.phone ?? false,
    broken,
    warning: broken ? w.fallbackBroken : fallback.state === 'operational' ? false : unsure,
  }
}
