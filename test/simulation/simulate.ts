// `npm run simulate -- --seeds N --days D`: how quiet, how fast and how sound the engine is, with the seeds that show the opposite.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_POLICY } from '../../server/incidents/policy.ts'
import type { Finding } from './checks.ts'
import { delays, type OutageKind, type QuietDays, quietDays } from './figures.ts'
import { falseRate, KINDS, printFigures, sumOf, TITLES, type Waits } from './print-figures.ts'
import { readArguments } from './simulate-arguments.ts'
import { summarise } from './statistics.ts'
import { simulateWhole } from './whole.ts'

const { seeds, days, first, trials, only, repeatAfter } = readArguments()
const setting = { policy: DEFAULT_POLICY, repeatAfter }
const quiet: QuietDays[] = []
const waits: Waits = {
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
if (only !== 'invariants') printFigures(quiet, waits, daysPerSecond(), print)
printInvariants()
print(JSON.stringify(summary()))
if (failing.size > 0) process.exitCode = 1

async function figuresOf(seed: number): Promise<void> {
  const found = await quietDays(seed, days, setting, cpuSeconds)
  quiet.push(found)
  if (found.falseTold > 0)
    blame(seed, 'figures', { invariant: 'quiet', text: `${found.falseTold} false incidents were told` })
  for (const kind of KINDS) {
    const own = await delays(seed, kind, trials, setting)
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
    falseTold: quiet.length > 0 ? falseRate(quiet) : null,
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
  return (days * quiet.length) / sumOf(quiet, ({ seconds }) => seconds)
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
