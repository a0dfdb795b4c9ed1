// What single sights of evidence say: whether an address was well, from which size on packets were lost. Pure.
import type { Evidence, Fault } from './result.ts'

export type End = Evidence['ends'][number]
export type Where = Pick<Fault, 'layer' | 'code'>
export type Direction = Evidence['sizes'][number]['direction']

/** Something went wrong at one of its rungs. */
export function isBad(end: End): boolean {
  return outcomeOf(end) !== 'ok'
}

/** Climbed at least to TCP, and nothing went wrong. */
export function isGood(end: End): boolean {
  return end.tcp === 'ok' && !isBad(end)
}

/** The first rung's code that is not good, else `ok`. */
function outcomeOf({ tcp, tls, http }: Pick<End, 'tcp' | 'tls' | 'http'>): string {
  return [tcp, tls, http].find((said) => said !== '' && said !== 'ok') ?? 'ok'
}

/** The smallest size from which on everything stalled, while something smaller passed; small ones of either direction count. */
export function smallestLost({ sizes }: Evidence, direction: Direction): number | null {
  const own = sizes.filter((one) => one.direction === direction)
  const stalled = own.filter(({ outcome }) => outcome === 'stalled').map(({ bytes }) => bytes)
  const passed = own.filter(({ outcome }) => outcome === 'ok').map(({ bytes }) => bytes)
  const any = sizes.filter(({ outcome }) => outcome === 'ok').map(({ bytes }) => bytes)
  const largest = Math.max(...(passed.length > 0 ? passed : any))
  const least = Math.min(...stalled)
  return stalled.length > 0 && Number.isFinite(largest) && largest < least ? least : null
}

export function lostDirections(evidence: Evidence | null): Direction[] {
  if (!evidence) return []
  return (['down', 'up'] as const).filter((direction) => smallestLost(evidence, direction) !== null)
}

/** What counts as large: what a size pair carries at least. */
export const LARGE_BYTES = 64 * 1024

/** Its addresses were climbed to the top, or a large exchange went through beside it; and nothing of either went wrong. */
export function wayIsWell({ ends, sizes }: Evidence): boolean {
  const large = sizes.some(({ bytes, outcome }) => bytes >= LARGE_BYTES && outcome === 'ok')
  return (ends.length > 0 || large) && ends.every(isGood) && sizes.every(({ outcome }) => outcome !== 'stalled')
}

/** The last that was seen of each address of each name. */
export function lastOf(ends: readonly End[]): End[] {
  return [...new Map(ends.map((end) => [`${end.name} ${end.address} ${end.port}`, end])).values()]
}

/** Of one name some addresses are bad and others good, as last seen of each: "2 of 4 addresses of X fail (…)"; else `null`. */
export function someAddressesFail(ends: readonly End[]): string | null {
  for (const own of Map.groupBy(ends, ({ name, port }) => `${name} ${port}`).values()) {
    const last = lastOf(own)
    if (last.some(isGood) && last.some(isBad)) return failingWords(last)
  }
  return null
}

/** "2 of 4 addresses of www.gov.kr fail (192.0.2.1 refused, 192.0.2.3 status-503)". */
export function failingWords(ends: readonly End[]): string {
  const bad = ends.filter(isBad)
  const list = bad.map((end) => `${end.address} ${outcomeOf(end)}`).join(', ')
  return `${bad.length} of ${ends.length} addresses of ${ends[0]?.name} fail (${list})`
}
