// A year of days as one drawing, a column a week, and the same by month as figures. Pure.
import { type Language, monthWord, words } from '../../views/format.ts'
import { availabilityOf, sumOf } from '../incidents/availability.ts'
import type { PublicDay } from '../publish/snapshot.ts'
import { type DayKind, kindOf, shareWords } from './bars.ts'

const STEP = 10
const SIZE = 8
const KINDS: readonly DayKind[] = ['bad', 'warn', 'good', 'work', 'none']

/** Colour is not the only sign: each kind has a shape of its own. */
const SHAPES: Record<DayKind, (x: number, y: number) => string> = {
  bad: (x, y) => `M${x} ${y}h${SIZE}v${SIZE}h-${SIZE}z`,
  warn: (x, y) => `M${x} ${y + SIZE}h${SIZE}l-${SIZE / 2} -${SIZE}z`,
  good: (x, y) => `M${x + 2} ${y + 2}h4v4h-4z`,
  work: (x, y) => `M${x + SIZE / 2} ${y}l${SIZE / 2} ${SIZE / 2}l-${SIZE / 2} ${SIZE / 2}l-${SIZE / 2} -${SIZE / 2}z`,
  none: (x, y) => `M${x} ${y + 4}h${SIZE}v1h-${SIZE}z`,
}

/** `days` oldest first, without gaps. `label` says in words what is drawn. */
export function calendar(days: PublicDay[], language: Language) {
  const w = words(language)
  const offset = weekday(days[0]?.day ?? '1970-01-01')
  const kinds = days.map(kindOf)
  const pathOf = (kind: DayKind) =>
    kinds
      .map((one, index) => {
        const place = index + offset
        return one === kind ? SHAPES[kind](Math.floor(place / 7) * STEP, (place % 7) * STEP) : ''
      })
      .join('')
  const paths = KINDS.map((kind) => ({ kind, d: pathOf(kind) })).filter(({ d }) => d !== '')
  const count = (...wanted: DayKind[]) => kinds.filter((kind) => wanted.includes(kind)).length
  return {
    paths,
    width: Math.ceil((days.length + offset) / 7) * STEP,
    height: 7 * STEP,
    label: [
      `${w.yearPage.days} ${days.length}`,
      `${w.troubledDays} ${count('bad', 'warn')}`,
      `${w.noRecord} ${count('none')}`,
    ].join(', '),
    months: monthsOf(days, language),
  }
}

/** Oldest first; what was hardly watched has no share. */
function monthsOf(days: PublicDay[], language: Language) {
  const byMonth = Map.groupBy(days, ({ day }) => day.slice(0, 7))
  return [...byMonth].map(([month, own]) => {
    const figures = sumOf(own)
    return {
      month,
      name: monthWord(month, language),
      share: shareWords(availabilityOf(figures)) || words(language).insufficient,
      downMinutes: Math.round(figures.down / 60_000),
      corrected: own.some(({ corrected }) => corrected) && words(language).figures.corrected,
    }
  })
}

/** 0: Sunday. */
function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}
