// 90 days as one row of bars: days of the same kind are one path, so that the page stays small.
import { dayWord, duration, type Language, percent, words } from '../../views/format.ts'
import type { PublicAvailability, PublicDay } from '../publish/snapshot.ts'

const STEP = 4
const WIDTH = 3
const HEIGHT = 24
/** Trouble stands taller and a day without record lies low, so that colour is not the only sign. */
const TOP: Record<DayKind, number> = { bad: 0, warn: 3, good: 7, work: 7, none: 18 }
const MINUTE = 60_000
/** Who tried again a little later got past anything shorter. */
const LONG_OUTAGE = 10 * MINUTE
/** Days that are named one by one. */
const SHOWN = 5

export type DayKind = 'good' | 'warn' | 'bad' | 'work' | 'none'

/**
 * `paths`: one per kind; `label` says in words what the bars show; `availability` is false where data is lacking; the figures
 * beside it are of all days together.
 */
export function bars(days: PublicDay[], availability: PublicAvailability, language: Language) {
  const kinds = days.map(kindOf)
  const paths = (['good', 'warn', 'bad', 'work', 'none'] as const)
    .map((kind) => ({ kind, d: pathOf(kinds, kind) }))
    .filter(({ d }) => d !== '')
  return {
    paths,
    width: days.length * STEP,
    height: HEIGHT,
    label: label(days, kinds, language),
    availability: shareWords(availability),
    coverage: percent(availability.coverage, 1),
    low: percent(availability.low),
    high: percent(availability.high),
    down: lasted(availability.down, language),
    degraded: lasted(availability.degraded, language),
    corrections: days
      .filter(({ corrected }) => corrected)
      .slice(-SHOWN)
      .map(({ day, note }) => ({ day, name: dayWord(day, language), note: note || words(language).figures.later })),
  }
}

/** `99.98%`, or false where too little was watched to say (자료 부족). */
export function shareWords({ share }: Pick<PublicAvailability, 'share'>): string | false {
  return share === null ? false : percent(share)
}

/** A day is coloured by how long it did not work, not by a percentage; one that was hardly watched is never green. */
export function kindOf(day: PublicDay): DayKind {
  const total = Object.values(day.milliseconds).reduce((sum, one) => sum + one, 0)
  if (day.down >= LONG_OUTAGE) return 'bad'
  if (day.down + day.degraded >= MINUTE) return 'warn'
  if (total === 0 || day.unwatched > total / 2) return 'none'
  return day.milliseconds.under_maintenance > total / 2 ? 'work' : 'good'
}

function lasted(milliseconds: number, language: Language): string {
  return milliseconds === 0 ? words(language).figures.none : duration(milliseconds, language)
}

function pathOf(kinds: DayKind[], wanted: DayKind): string {
  return kinds
    .map((kind, index) => (kind === wanted ? `M${index * STEP} ${HEIGHT}h${WIDTH}V${TOP[kind]}h-${WIDTH}z` : ''))
    .join('')
}

function label(days: PublicDay[], kinds: DayKind[], language: Language): string {
  const w = words(language)
  const troubled = days.filter((_, index) => kinds[index] === 'bad' || kinds[index] === 'warn')
  const unwatched = kinds.filter((kind) => kind === 'none').length
  const list = troubled
    .slice(-SHOWN)
    .map(({ day, down, degraded }) => `${dayWord(day, language)} ${duration(down + degraded, language)}`)
  const parts = [`${w.ninetyDays}: ${w.troubledDays} ${troubled.length}${w.days}`]
  if (list.length > 0) parts.push(list.join(', '))
  if (unwatched > 0) parts.push(`${w.noRecord} ${unwatched}${w.days}`)
  return parts.join('. ')
}
