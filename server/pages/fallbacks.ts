import { inLanguage, type Language, words } from '../../views/format.ts'
import type { PublicComponent, PublicFallback, Snapshot } from '../publish/snapshot.ts'

/** What to do instead of a component, those that work first; one that shares the trouble says so in words. */
export function fallbacksOf(component: PublicComponent, snapshot: Snapshot, language: Language) {
  return listFallbacks(component.fallbacks, snapshot, language)
}

/** The same for several components, each fallback once. */
export function fallbacksOfAll(components: PublicComponent[], snapshot: Snapshot, language: Language) {
  const ids = new Set(components.flatMap(({ fallbacks }) => fallbacks))
  return listFallbacks([...ids], snapshot, language)
}

/** By their ids, those that work first. */
export function listFallbacks(ids: string[], { fallbacks }: Snapshot, language: Language) {
  const own = ids.flatMap((id) => fallbacks.find((one) => one.id === id) ?? [])
  return own.map((fallback) => fallbackView(fallback, language)).sort((a, b) => Number(a.broken) - Number(b.broken))
}

function fallbackView(fallback: PublicFallback, language: Language) {
  const w = words(language)
  const broken = fallback.brokenBy.length > 0
  const unsure = fallback.state === 'unknown' ? w.fallbackUnknown : w.fallbackWeak
  return {
    name: inLanguage(fallback.name, language),
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
