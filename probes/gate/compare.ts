// Whether a service got worse: the runs of one flow at the place it is to be judged at, against those at the place that is known.
import type { Fault, Result } from '../result.ts'
import { compareDocuments } from './documents.ts'
import { chanceOfWorse, median, rankedAbove } from './statistics.ts'

export type Run = Omit<Result, 'sequence'>
/** `unknown`: it could not be told. */
export type GateVerdict = 'same' | 'regression' | 'unknown'
export type Finding = { verdict: GateVerdict; says: string[] }
export type Side = { runs: number; good: number; faults: string[]; medianMs: number | null }
export type Comparison = {
  flow: string
  base: Side
  target: Side
  outcome: Finding
  timing: Finding
  /** `null`: the flow has no document at either place. */
  document: Finding | null
  verdict: GateVerdict
}
export type Bounds = {
  /** So many times the median of the base, and by `leastMs` at least, and hardly by chance: then it is slower. */
  slower: number
  leastMs: number
}

export const BOUNDS: Bounds = { slower: 1.5, leastMs: 100 }
/** Good runs at both places, below which neither times nor documents are compared. */
export const LEAST_RUNS = 3
/** One-sided 5 %. */
const CHANCE = 0.05
const DEVIATIONS = 1.645
/** A single failure of these may be the network between us and the place, and not what was changed there. */
const ON_THE_WAY: readonly string[] = ['dns', 'tcp', 'tls', 'path']

/** Pure. `base` and `target`: runs of the same flow at the two places, made alternately. */
export function compareRuns(flow: string, base: Run[], target: Run[], bounds: Bounds = BOUNDS): Comparison {
  const outcome = compareOutcomes(base, target)
  const [goodBase, goodTarget] = [base.filter(isGood), target.filter(isGood)]
  const enough = Math.min(goodBase.length, goodTarget.length) >= LEAST_RUNS
  const tooFew: Finding = { verdict: 'unknown', says: [`fewer than ${LEAST_RUNS} good runs at one of the places`] }
  const hasDocument = [...goodBase, ...goodTarget].some(({ document }) => document !== null)
  const timing = enough ? compareTimes(goodBase, goodTarget, bounds) : tooFew
  const document = hasDocument ? (enough ? compareDocuments(goodBase, goodTarget) : tooFew) : null
  const findings = [outcome, timing, ...(document ? [document] : [])]
  return {
    flow,
    base: sideOf(base),
    target: sideOf(target),
    outcome,
    timing,
    document,
    verdict: worst(findings.map(({ verdict }) => verdict)),
  }
}

/** One regression makes a regression; what could not be told counts before what is the same. */
export function worst(verdicts: GateVerdict[]): GateVerdict {
  return (['regression', 'unknown'] as const).find((one) => verdicts.includes(one)) ?? 'same'
}

function compareOutcomes(base: Run[], target: Run[]): Finding {
  const [known, judged] = [base.filter(isDecided), target.filter(isDecided)]
  const newKinds = kindsOf(judged).filter((kind) => !kindsOf(known).includes(kind))
  const certain = newKinds.filter((kind) => isCertain(kind, judged))
  const says = certain.map((kind) => `new: ${kind} in ${timesOf(kind, judged)} of ${judged.length} runs`)
  const chance = chanceOfWorse(countOf(known), countOf(judged))
  if (chance < CHANCE) {
    says.push(
      `good runs: ${countOf(judged).good} of ${judged.length}, before ${countOf(known).good} of ${known.length}`,
    )
  }
  if (says.length > 0) return { verdict: 'regression', says }
  const doubts = [
    ...newKinds.map((kind) => `${kind} once, which may be the network on the way: run it again`),
    ...doubtsAbout('the known place', base),
    ...doubtsAbout('the judged place', target),
  ]
  return doubts.length > 0 ? { verdict: 'unknown', says: doubts } : { verdict: 'same', says: [] }
}

function doubtsAbout(place: string, runs: Run[]): string[] {
  const decided = runs.filter(isDecided)
  if (decided.length * 2 <= runs.length) {
    const reason = runs.find(({ verdict }) => verdict === 'inconclusive')?.reason ?? 'it did not run'
    return [`${runs.length - decided.length} of ${runs.length} runs at ${place} are inconclusive: ${reason}`]
  }
  return decided.some(isGood) ? [] : [`no run at ${place} is good: ${kindsOf(decided).join(', ')}`]
}

function isCertain(kind: string, runs: Run[]): boolean {
  const times = timesOf(kind, runs)
  return times > 1 || times === runs.length || !ON_THE_WAY.includes(kind.split('/')[0] ?? '')
}

function compareTimes(base: Run[], target: Run[], { slower, leastMs }: Bounds): Finding {
  const ids = [...new Set(base.flatMap(({ steps }) => steps.map(({ id }) => id)))]
  const series: [string, (run: Run) => number[]][] = [
    ['the whole run', ({ durationMs }) => [durationMs]],
    ...ids.map((id): [string, (run: Run) => number[]] => [
      `step ${id}`,
      ({ steps }) => steps.filter((step) => step.id === id).map(({ durationMs }) => durationMs),
    ]),
  ]
  const says = series.flatMap(([what, timesOf]) => {
    const [before, now] = [base.flatMap(timesOf), target.flatMap(timesOf)]
    const [usual, found] = [median(before), median(now)]
    const isSlower = found > slower * usual && found - usual > leastMs && rankedAbove(before, now) > DEVIATIONS
    return isSlower ? [`${what}: median ${Math.round(found)} ms, before ${Math.round(usual)} ms`] : []
  })
  return { verdict: says.length > 0 ? 'regression' : 'same', says }
}

function sideOf(runs: Run[]): Side {
  const good = runs.filter(isGood)
  const medianMs = good.length > 0 ? median(good.map(({ durationMs }) => durationMs)) : null
  return { runs: runs.length, good: good.length, faults: kindsOf(runs), medianMs }
}

function isGood({ verdict }: Run): boolean {
  return verdict === 'ok' || verdict === 'slow'
}

function isDecided({ verdict }: Run): boolean {
  return verdict !== 'inconclusive'
}

function countOf(runs: Run[]) {
  const good = runs.filter(isGood).length
  return { good, bad: runs.length - good }
}

function kindOf({ layer, code, step }: Fault): string {
  return `${layer}/${code} at ${step}`
}

function kindsOf(runs: Run[]): string[] {
  return [...new Set(runs.flatMap(({ fault }) => (fault ? [kindOf(fault)] : [])))].sort()
}

function timesOf(kind: string, runs: Run[]): number {
  return runs.filter(({ fault }) => fault && kindOf(fault) === kind).length
}
