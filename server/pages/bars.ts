// 90 days as one row of bars: days of the same kind are one path, so that the page stays small.
import type { Language } from '../../data/tables.ts'
import { dayWord, duration, percent, words } from '../../views/format.ts'
import type { PublicDay } from '../publish/snapshot.ts'

const STEP = 4
const WIDTH = 3
const HEIGHT = 24
/** Trouble stands taller and a day without record lies low, so that colour is not the only sign. */
const TOP: Record<Kind, number> = { bad: 0, warn: 3, good: 7, work: 7, none: 18 }
const MINUTE = 60_000

type Kind = 'good' | 'warn' | 'bad' | 'work' | 'none'

/** `paths`: one per kind; `label` says in words what the bars show; `availability` is false where data is lacking. */
export function bars(days: PublicDay[], language: Language) {
  const kinds = days.map(kindOf)
  const paths = (['good', 'warn', 'bad', 'work', 'none'] as const)
    .map((kind) => ({ kind, d: pathOf(kinds, kind) }))
    .filter(({ d }) => d !== '')
  return {
    paths,
    width: days.length * STEP,
    height: HEIGHT,
    label: label(days, kinds, language),
    availability: availability(days),
  }
}

/** A day is coloured by its worst minutes; one that was hardly watched is never green. */
function kindOf({ milliseconds: spent }: PublicDay): Kind {
  const total = Object.values(spent).reduce((sum, one) => sum + one, 0)
  if (spent.major_outage >= MINUTE) return 'bad'
  if (spent.partial_outage + spent.degraded_performance >= MINUTE) return 'warn'
  if (total === 0 || spent.unknown > total / 2) return 'none'
  return spent.under_maintenance > total / 2 ? 'work' : 'good'
}

function pathOf(kinds: Kind[], wanted: Kind): string {
  return kinds
    .map((kind, index) => (kind === wanted ? `M${index * STEP} ${HEIGHT}h${WIDTH}V${TOP[kind]}h-${WIDTH}z` : ''))
    .join('')
}

/** Share of the watched time without an outage; false under 95 % coverage (자료 부족). */
function availability(days: PublicDay[]): string | false {
  const sum = (state: keyof PublicDay['milliseconds']) =>
    days.reduce((total, day) => total + day.milliseconds[state], 0)
  const down = sum('major_outage') + sum('partial_outage')
  const watched = down + sum('operational') + sum('degraded_performance')
  const eligible = watched + sum('unknown')
  return watched > 0 && watched / eligible >= 0.95 ? percent(1 - down / watched) : false
}

function label(days: PublicDay[], kinds: Kind[], language: Language): string {
  const w = words(language)
  const troubled = days.filter((_, index) => kinds[index] === 'bad' || kinds[index] === 'warn')
  const unwatched = kinds.filter((kind) => kind === 'none').length
  const list = troubled.slice(-5).map(({ day, milliseconds: spent }) => {
    const lasted = spent.major_outage + spent.partial_outage + spent.degraded_performance
    return `${dayWord(day, language)} ${duration(lasted, language)}`
  })
  const parts = [`${w.ninetyDays}: ${w.troubledDays} ${troubled.length}${w.days}`]
  if (list.length > 0) parts.push(list.join(', '))
  if (unwatched > 0) parts.push(`${w.noRecord} ${unwatched}${w.days}`)
  return parts.join('. ')
}
