// Whether issued documents are still what they were. Title and kind are the flow's own checks: a wrong document fails its run.
import type { Finding, Run } from './compare.ts'
import { median } from './statistics.ts'

/** How far the size may be from the usual one: names and texts differ, a lost page or a picture instead of text is far more. */
const LEAST_SHARE = 0.5
const MOST_SHARE = 2
/** Clocks differ, and some documents give their time to the minute only. */
const LEAST_AGE_MS = 600_000

type Document = NonNullable<Run['document']>
type Issued = Document & { ageMs: number | null }

/** Pure. Good runs of one flow at both places. */
export function compareDocuments(base: Run[], target: Run[]): Finding {
  const [known, found] = [base.flatMap(issuedBy), target.flatMap(issuedBy)]
  const says = [
    lost(base.length - known.length, target.length - found.length),
    ...(known.length > 0 ? found.flatMap((document) => differences(document, known)) : []),
  ].filter((text) => text !== null)
  return { verdict: says.length > 0 ? 'regression' : 'same', says: [...new Set(says)] }
}

function issuedBy({ document, startedAt, durationMs }: Run): Issued[] {
  if (!document) return []
  const end = startedAt + durationMs
  return [{ ...document, ageMs: document.issuedAt === null ? null : Math.abs(end - document.issuedAt) }]
}

function lost(before: number, now: number): string | null {
  return before === 0 && now > 0 ? `${now} runs without the document that every run had before` : null
}

function differences(document: Issued, known: Issued[]): string[] {
  const pages = [...new Set(known.map((one) => one.pages))]
  const shapes = [...new Set(known.map((one) => one.numberShape))]
  const usual = median(known.map(({ bytes }) => bytes))
  const ages = known.flatMap(({ ageMs }) => (ageMs === null ? [] : [ageMs]))
  const oldest = ages.length === 0 ? null : Math.max(LEAST_AGE_MS, 2 * Math.max(...ages))
  return [
    pages.includes(document.pages) ? '' : `${document.pages} pages, before ${pages.join(' or ')}`,
    shapes.includes(document.numberShape)
      ? ''
      : `number ${document.numberShape ?? 'missing'}, before ${shapes.join(' or ')}`,
    document.bytes >= LEAST_SHARE * usual && document.bytes <= MOST_SHARE * usual
      ? ''
      : `${document.bytes} bytes, before about ${Math.round(usual)}`,
    oldest === null ? '' : notNow(document.ageMs, oldest),
  ].filter(Boolean)
}

function notNow(ageMs: number | null, oldest: number): string {
  if (ageMs === null) return 'no time of issue, before there was one'
  return ageMs <= oldest ? '' : `issued ${Math.round(ageMs / 60_000)} minutes before or after its run`
}
