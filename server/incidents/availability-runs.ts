// What the runs of one bucket come to: how many by verdict and fault layer, and how long the working ones took. Pure but for countRun.
import type { RunFacts } from '../../data/queries/history.ts'
import { VERDICTS, type Verdict } from '../../probes/result.ts'

export type RunCounts = Record<Verdict, number> & {
  /** Failing ones by fault layer. */
  layers: Record<string, number>
  /**
   * Durations of ok and slow runs, counted in logarithmic classes: class i holds γ^(i−1) < milliseconds ≤ γ^i. Counts add up over
   * buckets, and a quantile read from them is wrong by at most 1 % (DDSketch: Masson, Rim, Lee, VLDB 2019).
   */
  durations: Record<string, number>
}

const ACCURACY = 0.01
const GAMMA = (1 + ACCURACY) / (1 - ACCURACY)

export function noRuns(): RunCounts {
  return { ok: 0, slow: 0, failed: 0, inconclusive: 0, layers: {}, durations: {} }
}

export function countRuns(runs: RunFacts[]): RunCounts {
  const counts = noRuns()
  for (const run of runs) countRun(counts, run)
  return counts
}

/** Adds one run to `counts` itself. */
export function countRun(counts: RunCounts, { verdict, fault, duration_ms }: RunFacts): void {
  const known = VERDICTS.find((one) => one === verdict)
  if (!known) return
  counts[known] += 1
  const layer = known === 'failed' && fault !== null ? layerOf(fault) : null
  if (layer) add(counts.layers, layer, 1)
  if (known === 'ok' || known === 'slow') add(counts.durations, durationClass(duration_ms), 1)
}

/** The counts of a longer bucket from those of its parts. */
export function mergeRuns(parts: RunCounts[]): RunCounts {
  const sum = noRuns()
  for (const part of parts) {
    for (const verdict of VERDICTS) sum[verdict] += part[verdict]
    for (const [layer, count] of Object.entries(part.layers)) add(sum.layers, layer, count)
    for (const [one, count] of Object.entries(part.durations)) add(sum.durations, one, count)
  }
  return sum
}

/** Milliseconds that a share `q` (0 … 1) of the counted runs took at most, within 1 %; null without runs. */
export function durationAt({ durations }: RunCounts, q: number): number | null {
  const classes = Object.entries(durations)
    .map(([one, count]) => ({ one: Number(one), count }))
    .sort((a, b) => a.one - b.one)
  const rank = q * (classes.reduce((sum, { count }) => sum + count, 0) - 1)
  let passed = 0
  for (const { one, count } of classes) {
    passed += count
    if (passed > rank) return (2 * GAMMA ** one) / (GAMMA + 1)
  }
  return null
}

/** The same counts give the same text. */
export function runsText(counts: RunCounts): string {
  const { layers, durations, ...verdicts } = counts
  return JSON.stringify({ ...verdicts, layers: sorted(layers), durations: sorted(durations) })
}

function sorted(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function add(counts: Record<string, number>, key: string, count: number): void {
  counts[key] = (counts[key] ?? 0) + count
}

function durationClass(milliseconds: number): string {
  return String(Math.ceil(Math.log(Math.max(1, milliseconds)) / Math.log(GAMMA)))
}

function layerOf(fault: string): string | null {
  const { layer } = JSON.parse(fault) as { layer?: unknown }
  return typeof layer === 'string' ? layer : null
}
