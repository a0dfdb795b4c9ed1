import { KOREA_AHEAD_MS } from '../korean-time.ts'

/** An instant (UTC milliseconds) as printed, and how exactly it is printed: seconds, minutes or days. */
export type IssueTime = { at: number; precisionMs: number }

const DATE = String.raw`(\d{4})\s*(?:년|[-./])\s*(\d{1,2})\s*(?:월|[-./])\s*(\d{1,2})\s*(?:일|\.)?`
const TIME = String.raw`(?:\s*(?:\([월화수목금토일]\))?\s*T?(오전|오후|AM|PM)?\s*(\d{1,2})\s*(?::|시)\s*(\d{1,2})\s*(?:분)?(?:\s*:?\s*(\d{1,2})\s*초?)?)?`
const LABEL = String.raw`(?:발급|발행|출력)\s*(?:일시|시각|일자|일)\s*[:：]?\s*`

/** Reads 발급일시 (Asia/Seoul): after its label, or else the only date on the page that has a time; `null` without any. */
export function readIssueTime(text: string): IssueTime | null {
  const folded = text.normalize('NFKC').replace(/\s+/g, ' ')
  const labelled = new RegExp(spaced(LABEL) + DATE + TIME, 'i').exec(folded)
  if (labelled) return toInstant(labelled)
  const all = [...folded.matchAll(new RegExp(DATE + TIME, 'gi'))].filter((found) => found[5] !== undefined)
  return all[0] ? toInstant(all[0]) : null
}

/** Official forms spread the letters of a label out: 발 급 일 시. */
function spaced(label: string): string {
  return label.replace(/([가-힣])(?=[가-힣])/g, '$1\\s*')
}

function toInstant([, year, month, day, half, hour, minute, second]:
  | RegExpExecArray
  | RegExpMatchArray): IssueTime | null {
  let hours = Number(hour ?? 0)
  if (/오후|PM/i.test(half ?? '') && hours < 12) hours += 12
  if (/오전|AM/i.test(half ?? '') && hours === 12) hours = 0
  const at =
    Date.UTC(Number(year), Number(month) - 1, Number(day), hours, Number(minute ?? 0), Number(second ?? 0)) -
    KOREA_AHEAD_MS
  if (Number.isNaN(at)) return null
  const precisionMs = second !== undefined ? 1_000 : minute !== undefined ? 60_000 : 24 * 3_600_000
  return { at, precisionMs }
}
