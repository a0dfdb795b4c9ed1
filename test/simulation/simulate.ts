// `npm run simulate -- --seeds N --days D`: how quiet, how fast and how sound the engine is, with the seeds that show the opposite.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DEFAULT_POLICY } from '../../server/incidents/policy.ts'
import type { Finding } from './checks.ts'
import { delays, FLOWS, OUTAGES, type OutageKind, type QuietDays, quietDays } from './figures.ts'
import { poissonInterval, summarise } from './statistics.ts'
import { simulateWhole } from './whole.ts'

const USAGE = `npm run simulate -- [--seeds N] [--days D] [--first SEED] [--trials T] [--only figures|invariants]
  --seeds N    worlds, each of a seed (default 20)
  --days D     quiet days of ${FLOWS} flows at 3 agents in each (default 10)
  --first S    the first seed (default 1)
  --trials T   outages of each kind in each (default 10)
  --only WHAT  leaves the other half out`

const KINDS = Object.keys(OUTAGES) as OutageKind[]
const TITLES: Record<OutageKind, string> = {
  hard: 'hard outage, failing fast',
  timeout: 'hard outage, timing out',
  partial50: '50 % partial',
  partial30: '30 % partial',
  partial10: '10 % partial',
}
const MONTH_DAYS = 30

const { seeds, days, first, trials, only } = readArguments()
const quiet: QuietDays[] = []
const waits: Record<OutageKind, (number | null)[]> = {
  hard: [],
  timeout: [],
  partial50: [],
  partial30: [],
  partial10: [],
}
const failing = new Set<number>()
const sums = { lost: 0, duplicates: 0, letters: 0, crashes: 0, acknowledged: 0 }

for (let seed = first; seed < first + seeds; seed += 1) {
  if (only !== 'invariants') await figuresOf(seed)
  if (only !== 'figures') await invariantsOf(seed)
  process.stderr.write(`seed ${seed} done\n`)
}
printFigures()
printInvariants()
print(JSON.stringify(summary()))

async function figuresOf(seed: number): Promise<void> {
  const found = await quietDays(seed, days, DEFAULT_POLICY, cpuSeconds)
  quiet.push(found)
  if (found.falseTold > 0)
    blame(seed, 'figures', { invariant: 'quiet', text: `${found.falseTold} false incidents were told` })
  for (const kind of KINDS) {
    const own = await delays(seed, kind, trials, DEFAULT_POLICY)
    waits[kind].push(...own)
    const missed = own.filter((one) => one === null).length
    if (missed > 0 && kind !== 'partial10') {
      blame(seed, 'figures', {
        invariant: 'missed',
        text: `${missed} of ${own.length}: ${TITLES[kind]} was not told of in time`,
      })
    }
  }
}

async function invariantsOf(seed: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-simulation-'))
  try {
    const { findings, letters, ...counts } = await simulateWhole(seed, join(folder, 'bongsu.sqlite'))
    sums.letters += letters.length
    for (const key of ['lost', 'duplicates', 'crashes', 'acknowledged'] as const) sums[key] += counts[key]
    for (const finding of findings) blame(seed, 'invariants', finding)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function blame(seed: number, half: string, { invariant, text }: Finding): void {
  failing.add(seed)
  print(`seed ${seed}: ${invariant}: ${text}`)
  print(`  again: npm run simulate -- --first ${seed} --seeds 1 --days ${days} --only ${half}`)
}

function printFigures(): void {
  if (only === 'invariants') return
  const flowDays = sumOf(({ flowDays }) => flowDays)
  const told = sumOf(({ falseTold }) => falseTold)
  const [low, high] = poissonInterval(told).map((count) => (count / flowDays) * MONTH_DAYS) as [number, number]
  const rate = (told / flowDays) * MONTH_DAYS
  print(
    `\nfalse told incidents per flow and 30 days: ${rate.toFixed(4)} (95 %: ${low.toFixed(4)} to ${high.toFixed(4)}; ${told} in ${flowDays} flow-days)`,
  )
  print(
    `runs asked for by bursts: +${((100 * sumOf(({ bursts }) => bursts)) / sumOf(({ runs, bursts }) => runs - bursts)).toFixed(1)} %`,
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
  print(`virtual days of ${FLOWS} flows at 3 agents per second of one core: ${daysPerSecond().toFixed(1)}`)
}

function printInvariants(): void {
  if (only === 'figures') return
  print(
    `\ninvariants I1 to I3, I5 to I9, I12, I13 over the whole path, I4 every ten minutes: ${seeds} worlds of 5 hours`,
  )
  print(
    `${sums.acknowledged} results acknowledged, ${sums.letters} messages, killed ${sums.crashes} times, lost ${sums.lost}, duplicates without a reason ${sums.duplicates}`,
  )
}

function summary() {
  const of = (kind: OutageKind) => summarise(waits[kind].filter((one) => one !== null))
  const { hard, timeout, partial30 } = { hard: of('hard'), timeout: of('timeout'), partial30: of('partial30') }
  return {
    falseTold:
      (sumOf(({ falseTold }) => falseTold) /
        Math.max(
          1,
          sumOf(({ flowDays }) => flowDays),
        )) *
      MONTH_DAYS,
    hardMean: round(hard.mean),
    hardP95: round(hard.p95),
    timeoutMean: round(timeout.mean),
    timeoutP95: round(timeout.p95),
    partial30Mean: round(partial30.mean),
    partial30P95: round(partial30.p95),
    lost: sums.lost,
    duplicates: sums.duplicates,
    daysPerSecond: round(daysPerSecond()),
    failingSeeds: [...failing],
  }
}

function daysPerSecond(): number {
  return (days * quiet.length) / sumOf(({ seconds }) => seconds)
}

function sumOf(of: (one: QuietDays) => number): number {
  return quiet.reduce((sum, one) => sum + of(one), 0)
}

/** `null` where nothing was measured. */
function round(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toFixed(2)) : null
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000_000
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function readArguments() {
  const option = { type: 'string' } as const
  const options = { seeds: option, days: option, first: option, trials: option, only: option }
  try {
    const { values } = parseArgs({ options })
    const only = values.only ?? null
    if (only !== null && only !== 'figures' && only !== 'invariants')
      throw new Error(`--only must be figures or invariants, not "${only}".`)
    return {
      seeds: whole('seeds', values.seeds, 20),
      days: whole('days', values.days, 10),
      first: whole('first', values.first, 1),
      trials: whole('trials', values.trials, 10),
      only,
    }
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`)
    process.exit(2)
  }
}

function whole(name: string, text: string | undefined, standard: number): number {
  const value = text === undefined ? standard : Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number from 1, not "${text}".`)
  return value
}
