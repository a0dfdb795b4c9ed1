// Recurrence rules of RFC 5545 in Korean wall time: checked part by part, then evaluated by rrule-temporal. Pure.
import { RRuleTemporal } from 'rrule-temporal'
import { KST_OFFSET, kstDay } from '../../views/format.ts'

const DAY = 86_400_000
const WEEKDAY = '(MO|TU|WE|TH|FR|SA|SU)'

/** What a part may say, comma between several values; and that in words. */
const PARTS: Record<string, [value: RegExp, words: string]> = {
  FREQ: [/^(DAILY|WEEKLY|MONTHLY|YEARLY)$/, 'DAILY, WEEKLY, MONTHLY or YEARLY'],
  INTERVAL: [/^[1-9]\d{0,2}$/, 'a number from 1 to 999'],
  COUNT: [/^[1-9]\d{0,3}$/, 'a number from 1 to 9999'],
  UNTIL: [/^\d{8}T\d{6}Z$/, 'an instant in UTC, e.g. 20270331T145959Z for the end of 31 March in Korea'],
  BYDAY: [
    new RegExp(`^[+-]?([1-9]|[1-4]\\d|5[0-3])?${WEEKDAY}$`),
    'weekdays as SA, 1SA (the first) or -1SU (the last)',
  ],
  BYMONTHDAY: [/^-?([1-9]|[12]\d|3[01])$/, 'days from 1 to 31, or from -1 (the last) to -31'],
  BYYEARDAY: [/^-?([1-9]\d?|[12]\d\d|3[0-5]\d|36[0-6])$/, 'days from 1 to 366, or from -1 (the last) to -366'],
  BYWEEKNO: [/^-?([1-9]|[1-4]\d|5[0-3])$/, 'weeks from 1 to 53, or from -1 (the last) to -53'],
  BYMONTH: [/^([1-9]|1[0-2])$/, 'months from 1 to 12'],
  BYSETPOS: [/^-?([1-9]\d?|[12]\d\d|3[0-5]\d|36[0-6])$/, 'places from 1 to 366, or from -1 (the last) to -366'],
  WKST: [new RegExp(`^${WEEKDAY}$`), 'a weekday as MO'],
}

/** What is wrong with the rule when its first occurrence is at `first`, and how to mend it; null when nothing is. */
export function ruleMistake(rule: string, first: number): string | null {
  const mistake = partsMistake(rule)
  if (mistake) return mistake
  try {
    return startMistake(rule, first)
  } catch (error) {
    return `"${rule}" is no rule of RFC 5545: ${(error as Error).message}`
  }
}

function partsMistake(rule: string): string | null {
  const seen = new Set<string>()
  for (const part of rule.split(';')) {
    const [name = '', value = ''] = part.split('=')
    if (/^BY(HOUR|MINUTE|SECOND)$/.test(name)) {
      return `leave out ${name}: the time of day is that of "from"; for two a day write two maintenances`
    }
    const known = PARTS[name]
    if (!known) return `"${part}" is no part of a rule; write e.g. FREQ=MONTHLY;BYDAY=1SA for each first Saturday`
    if (seen.has(name)) return `${name} stands twice; leave one of them out`
    seen.add(name)
    const [pattern, words] = known
    const wrong = value.split(',').find((one) => !pattern.test(one))
    if (wrong !== undefined) return `${name} cannot be "${wrong}"; write ${words}`
  }
  return seen.has('FREQ') ? null : 'the rule needs FREQ, e.g. FREQ=MONTHLY;BYDAY=1SA for each first Saturday'
}

/** RFC 5545 leaves open what a first occurrence outside of the rule means, so here it must fit. */
function startMistake(rule: string, first: number): string | null {
  if (occurrences(rule, first, first, first + 1).length > 0) return null
  const next = occurrences(rule, first, first, first + 5 * 366 * DAY)[0]
  if (next === undefined) return `"${rule}" never happens after "from"; mend the rule or "from"`
  return `"from" is no occurrence of "${rule}"; write ${kstDay(next)}, which is its first, or mend the rule`
}

/**
 * Starts of a series whose first is at `first`, from `from` until `until` (exclusive; all UTC milliseconds), in order.
 * Days are Korean ones: Asia/Seoul has been +09:00 without summer time since 1988. Throws when `rule` is not one.
 */
export function occurrences(rule: string, first: number, from: number, until: number): number[] {
  const wall = new Date(first + KST_OFFSET).toISOString().slice(0, 19).replace(/[-:]/g, '')
  const series = new RRuleTemporal({ rruleString: `DTSTART;TZID=Asia/Seoul:${wall}\nRRULE:${rule}`, strict: true })
  return series
    .between(new Date(from), new Date(until), true)
    .map(({ epochMilliseconds }) => epochMilliseconds)
    .filter((at) => at < until)
}
