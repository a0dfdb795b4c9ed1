// What the counters say of one component, as evidence: how many offices, of how many districts, against how many. Pure.
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import type { StaffReport } from '../../data/queries/staff-reports.ts'
import { STAFF_ANSWERS, type StaffAnswer } from '../../data/tables.ts'

const count = (standard: number, why: string) => Type.Integer({ minimum: 1, default: standard, description: why })

export const StaffPolicySchema = Type.Object(
  {
    centers: count(
      5,
      'centers that must say the same before it counts: a counter or two can have trouble of their own, or a slip of the finger',
    ),
    districts: count(
      3,
      'districts they must be in: the centers of one district share their network and their help desk, and would say the same',
    ),
    withinSeconds: count(
      600,
      'how long a report counts: counters tap between two visitors, and what was true a quarter of an hour ago may be over',
    ),
    outweigh: Type.Number({
      minimum: 1,
      default: 2,
      description:
        'how many times as many must say so as say the opposite: who has trouble taps, who has none is busy, so a mere majority proves little',
    }),
  },
  { additionalProperties: false },
)

export type StaffPolicy = Static<typeof StaffPolicySchema>

export const DEFAULT_STAFF_POLICY: StaffPolicy = Object.freeze(Value.Default(StaffPolicySchema, {}) as StaffPolicy)

/** Replaying a month shows what another rule had made of them; longer than that they are of no use. */
export const STAFF_REPORTS_KEPT_MS = 30 * 24 * 3_600_000

export type StaffLevel = 'none' | 'working' | 'slow' | 'failing'

export type StaffEvidence = {
  /** What is said by a quorum; without one, what most say (the worse of two as frequent), for people to look at. */
  level: StaffLevel
  /** Centers that say so. */
  centers: number
  /** Districts they are in. */
  districts: number
  /** Centers that say the opposite: that it works, or, of `working`, that it does not work well. */
  against: number
  /** Since when, UTC ms: the earliest report of their runs of like answers without a pause longer than a report counts. Null at `none`. */
  since: number | null
  /** Whether it counts. */
  quorum: boolean
}

const NOTHING: StaffEvidence = Object.freeze({
  level: 'none',
  centers: 0,
  districts: 0,
  against: 0,
  since: null,
  quorum: false,
})

/** Each level with the answers that speak for it; whoever fails is not fast either. Worst first. */
const LEVELS: [level: Exclude<StaffLevel, 'none'>, saying: StaffAnswer[], opposite: StaffAnswer[]][] = [
  ['failing', ['fails'], ['works']],
  ['slow', ['slow', 'fails'], ['works']],
  ['working', ['works'], ['slow', 'fails']],
]

const ALONE: Record<StaffAnswer, StaffLevel> = { fails: 'failing', slow: 'slow', works: 'working' }

/**
 * Weighs the reports on one component. Only a center's newest report counts, once, and only while it is younger than the policy's
 * time; reports from after `now` do not. Reports older than that are read for `since` alone, so giving hours of them does no harm.
 * A center of no known district counts as a center, but for no district.
 */
export function staffEvidence(reports: StaffReport[], policy: StaffPolicy, now: number): StaffEvidence {
  const windowMs = policy.withinSeconds * 1000
  const past = reports.filter(({ at, center }) => at <= now && center !== '').sort(byTime)
  const all = [...Map.groupBy(past, ({ center }) => center).values()]
  const counted = all.filter((one) => newest(one).at > now - windowMs)
  if (counted.length === 0) return NOTHING
  const readings = LEVELS.map(([level, saying, opposite]) => reading(level, counted, saying, opposite, policy))
  return readings.find(({ quorum }) => quorum) ?? mostSaid(counted, readings)
}

/** Reports of one center, oldest first, never empty. */
type Series = StaffReport[]

function reading(
  level: StaffLevel,
  counted: Series[],
  saying: StaffAnswer[],
  opposite: StaffAnswer[],
  { centers, districts, outweigh, withinSeconds }: StaffPolicy,
): StaffEvidence {
  const agreeing = counted.filter((one) => saying.includes(newest(one).answer))
  const against = counted.filter((one) => opposite.includes(newest(one).answer)).length
  const places = new Set(agreeing.map((one) => newest(one).district).filter(Boolean)).size
  return {
    level,
    centers: agreeing.length,
    districts: places,
    against,
    since:
      agreeing.length === 0 ? null : Math.min(...agreeing.map((one) => runStart(one, saying, withinSeconds * 1000))),
    quorum: agreeing.length >= centers && places >= districts && agreeing.length >= outweigh * against,
  }
}

/** The reading of the most frequent answer; of `slow`, it counts with those that fail as its own rule does. */
function mostSaid(counted: Series[], readings: StaffEvidence[]): StaffEvidence {
  const answers = counted.map((one) => newest(one).answer)
  const times = (answer: StaffAnswer) => answers.filter((one) => one === answer).length
  const most = STAFF_ANSWERS.toReversed().reduce((best, one) => (times(one) > times(best) ? one : best))
  return readings.find(({ level }) => level === ALONE[most]) ?? NOTHING
}

/** When a center began to say the like of what it says now, without a pause of more than `pauseMs`. */
function runStart(reports: Series, saying: StaffAnswer[], pauseMs: number): number {
  let start = newest(reports).at
  for (const { answer, at } of reports.toReversed()) {
    if (!saying.includes(answer) || start - at > pauseMs) break
    start = at
  }
  return start
}

function newest(reports: Series): StaffReport {
  return reports.at(-1) as StaffReport
}

/** Of two at the same instant the worse holds. */
function byTime(one: StaffReport, other: StaffReport): number {
  return one.at - other.at || STAFF_ANSWERS.indexOf(one.answer) - STAFF_ANSWERS.indexOf(other.answer)
}
