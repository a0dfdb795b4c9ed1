// How long runs took in the last 24 hours, gathered as they arrive: by component and location the whole run, by component and step.
import type { ArrivedRun } from '../../data/queries/history.ts'
import type { StepResult } from '../../probes/result.ts'
import { DAY, HOUR } from '../incidents/availability-calendar.ts'
import { countRun, durationAt, noRuns, type RunCounts } from '../incidents/availability-runs.ts'
import type { Speed, SpeedPoint } from './snapshot.ts'

export type Speeds = {
  add: (runs: ArrivedRun[]) => void
  /** By component; what is older than 24 hours is forgotten. Costs little where little was added. */
  read: (now: number) => { speeds: Map<string, Speed[]>; places: Map<string, PlaceRuns> }
}

/** What came from one location in the last 24 hours. */
export type PlaceRuns = Record<'runs' | 'failed' | 'inconclusive', number> & { lastAt: number; components: Set<string> }

type Bucket = { at: number; counts: RunCounts; point: SpeedPoint | null }
type Line = Pick<Speed, 'location' | 'step' | 'every'> & { buckets: Map<number, Bucket> }

const QUARTER = HOUR / 4

export function createSpeeds(): Speeds {
  const components = new Map<string, Map<string, Line>>()
  const last = new Map<string, number>()
  return {
    add: (runs) => {
      for (const run of runs) {
        last.set(run.location, Math.max(last.get(run.location) ?? 0, run.started_at))
        const lines = components.get(run.component) ?? new Map<string, Line>()
        components.set(run.component, lines)
        count(lines, { location: run.location, step: null, every: QUARTER }, run)
        for (const step of stepsOf(run)) count(lines, { location: null, step: step.id, every: HOUR }, asRun(run, step))
      }
    },
    read: (now) => {
      const places = new Map<string, PlaceRuns>()
      const speeds = new Map<string, Speed[]>()
      for (const [component, lines] of components) {
        speeds.set(
          component,
          [...lines.values()].flatMap((line) => speedOf(line, now) ?? []),
        )
        for (const line of lines.values()) addPlace(places, component, line, last)
      }
      return { speeds, places }
    },
  }
}

function count(lines: Map<string, Line>, which: Omit<Line, 'buckets'>, run: ArrivedRun): void {
  const key = `${which.location ?? ''}\n${which.step ?? ''}`
  const line = lines.get(key) ?? { ...which, buckets: new Map<number, Bucket>() }
  lines.set(key, line)
  const at = Math.floor(run.started_at / which.every) * which.every
  const bucket = line.buckets.get(at) ?? { at, counts: noRuns(), point: null }
  line.buckets.set(at, bucket)
  countRun(bucket.counts, run)
  bucket.point = null
}

function stepsOf({ steps }: ArrivedRun): StepResult[] {
  return (JSON.parse(steps) as StepResult[]).filter(({ outcome }) => outcome !== 'skipped')
}

/** A step counts as a run of its own. */
function asRun(run: ArrivedRun, { outcome, durationMs }: StepResult): ArrivedRun {
  return { ...run, verdict: outcome, fault: null, duration_ms: durationMs }
}

function speedOf(line: Line, now: number): Speed | null {
  const { location, step, every, buckets } = line
  for (const at of buckets.keys()) if (at + every <= now - DAY) buckets.delete(at)
  if (buckets.size === 0) return null
  const points = [...buckets.values()].sort((a, b) => a.at - b.at).map(pointOf)
  return { location, step, every, points }
}

function pointOf(bucket: Bucket): SpeedPoint {
  const { at, counts } = bucket
  bucket.point ??= {
    at,
    typical: rounded(durationAt(counts, 0.5)),
    slowest: rounded(durationAt(counts, 0.9)),
    runs: counts.ok + counts.slow + counts.failed + counts.inconclusive,
    failed: counts.failed,
  }
  return bucket.point
}

function rounded(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds)
}

function addPlace(places: Map<string, PlaceRuns>, component: string, line: Line, last: Map<string, number>): void {
  const { location, buckets } = line
  if (location === null || buckets.size === 0) return
  const none = { runs: 0, failed: 0, inconclusive: 0, lastAt: last.get(location) ?? 0, components: new Set<string>() }
  const place = places.get(location) ?? none
  places.set(location, place)
  place.components.add(component)
  for (const { counts } of buckets.values()) {
    place.runs += counts.ok + counts.slow + counts.failed + counts.inconclusive
    place.failed += counts.failed
    place.inconclusive += counts.inconclusive
  }
}
