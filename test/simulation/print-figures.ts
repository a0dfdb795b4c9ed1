// The figures of a simulation as people read them.
import { FLOWS, OUTAGES, type OutageKind, type QuietDays } from './figures.ts'
import { poissonInterval, summarise } from './statistics.ts'

export const KINDS = Object.keys(OUTAGES) as OutageKind[]
export const TITLES: Record<OutageKind, string> = {
  hard: 'hard outage, failing fast',
  timeout: 'hard outage, timing out',
  partial50: '50 % partial',
  partial30: '30 % partial',
  partial10: '10 % partial',
}
const MONTH_DAYS = 30

/** Seconds until people were told, by kind of outage; `null`: they were not. */
export type Waits = Record<OutageKind, (number | null)[]>

/** False incidents per flow and 30 days. */
export function falseRate(quiet: QuietDays[]): number {
  return (
    (sumOf(quiet, ({ falseTold }) => falseTold) /
      Math.max(
        1,
        sumOf(quiet, ({ flowDays }) => flowDays),
      )) *
    MONTH_DAYS
  )
}

export function sumOf(quiet: QuietDays[], of: (one: QuietDays) => number): number {
  return quiet.reduce((sum, one) => sum + of(one), 0)
}

export function printFigures(
  quiet: QuietDays[],
  waits: Waits,
  daysPerSecond: number,
  print: (text: string) => void,
): void {
  const flowDays = sumOf(quiet, ({ flowDays }) => flowDays)
  const told = sumOf(quiet, ({ falseTold }) => falseTold)
  const [low, high] = poissonInterval(told).map((count) => (count / flowDays) * MONTH_DAYS) as [number, number]
  const rate = falseRate(quiet)
  print(
    `\nfalse told incidents per flow and 30 days: ${rate.toFixed(4)} (95 %: ${low.toFixed(4)} to ${high.toFixed(4)}; ${told} in ${flowDays} flow-days)`,
  )
  print(
    `runs asked for by bursts: +${((100 * sumOf(quiet, ({ bursts }) => bursts)) / sumOf(quiet, ({ runs, bursts }) => runs - bursts)).toFixed(1)} %`,
  )
  print('seconds from onset until the first message was accepted, with 95 % intervals:')
  console.table(
    KINDS.map((kind) => {
      const told = waits[kind].filter((one) => one !== null)
      const { count, mean, meanInterval, p95, p95Interval } = summarise(told)
      const interval = ([from, to]: readonly number[]) => `${from?.toFixed(1)} to ${to?.toFixed(1)}`
      return {
        outage: TITLES[kind],
        outages: waits[kind].length,
        'not told': waits[kind].length - count,
        mean: Number(mean.toFixed(1)),
        'of the mean': interval(meanInterval),
        p95: Number(p95.toFixed(1)),
        'of the p95': interval(p95Interval),
      }
    }),
  )
  print(`virtual days of ${FLOWS} flows at 3 agents per second of one core: ${daysPerSecond.toFixed(1)}`)
}
