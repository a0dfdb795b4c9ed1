// The gate for changes: runs, compares, prints, writes JUnit, and says by its exit code whether a release may go on.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Flow } from '../flow.ts'
import type { Environment } from '../settings-file.ts'
import { BOUNDS, compareRuns, type GateVerdict, LEAST_RUNS, worst } from './compare.ts'
import { toJunit } from './junit.ts'
import { type GatePlaces, placesIn, placesOfReplicas } from './places.ts'
import { printComparisons } from './report.ts'
import { type GateClock, leastDurationMs, pairFlows, runPairs } from './run-gate.ts'

export type GateOptions = {
  target: string
  against: string
  repeat: number
  slower: number
  faults: string[]
  config?: string | undefined
  junit?: string | undefined
  /** The path of Chromium, instead of what the settings say. */
  browser?: string | undefined
}
type Values = Partial<Record<'target' | 'against' | 'repeat' | 'slower' | 'config' | 'junit' | 'browser', string>> & {
  fault?: string[]
}

const MOST_RUNS = 100
const DEFAULT_RUNS = 10
const EXIT: Record<GateVerdict, number> = { same: 0, regression: 1, unknown: 2 }

/** Throws an Error that says what is wrong with the command line. */
export function readGateOptions(values: Values): GateOptions {
  const { target, against, config, junit, browser, fault: faults = [] } = values
  if (!target || !against) throw new Error('Name both places: --target staging --against production')
  if (target === against && config) throw new Error('--target and --against name the same place')
  if (config && faults.length > 0) throw new Error('--fault breaks stand-ins only: leave out --config')
  const repeat = Number(values.repeat ?? DEFAULT_RUNS)
  if (!Number.isInteger(repeat) || repeat < LEAST_RUNS || repeat > MOST_RUNS) {
    throw new Error(`--repeat must be a whole number from ${LEAST_RUNS} to ${MOST_RUNS}`)
  }
  const slower = Number(values.slower ?? BOUNDS.slower)
  if (!(slower > 1)) throw new Error('--slower must be a number above 1, such as 1.5')
  return { target, against, config, junit, browser, faults, repeat, slower }
}

export type GateHost = GateClock & { env: Environment; print: (text: string) => void }

/** The exit code: 0 no regression, 1 regression, 2 it could not be told. Throws what keeps it from running at all. */
export async function runGate(flows: Flow[], options: GateOptions, host: GateHost): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-gate-'))
  try {
    const found = await findPlaces(flows, options, folder, host)
    const browser = options.browser === undefined ? found.browser : { executable: options.browser }
    const places = { ...found, browser }
    try {
      return await compareAt(places, flows, options, host)
    } finally {
      await places.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function findPlaces(
  flows: Flow[],
  options: GateOptions,
  folder: string,
  host: GateHost,
): Promise<GatePlaces> | GatePlaces {
  const names = { base: options.against, target: options.target }
  if (options.config) return placesIn(options.config, names, host.env)
  host.tell(`Without --config, both ${names.base} and ${names.target} are stand-ins on this machine.`)
  const services = [...new Set(flows.map(({ service }) => service))]
  return placesOfReplicas({ folder, now: host.now, faults: options.faults, services }, names)
}

async function compareAt(places: GatePlaces, flows: Flow[], options: GateOptions, host: GateHost): Promise<number> {
  const { pairs, refused } = pairFlows(flows, places, host.now())
  if (pairs.length === 0) {
    throw new Error(`Nothing can run:\n${refused.map(({ flow, why }) => `  ${flow}: ${why}`).join('\n')}`)
  }
  const minutes = Math.ceil(leastDurationMs(pairs, options.repeat) / 60_000)
  if (minutes > 0) host.tell(`This takes at least ${minutes} minutes: a real service is owed its intervals.`)
  const bounds = { ...BOUNDS, slower: options.slower }
  const runs = await runPairs(pairs, places, options.repeat, host)
  const comparisons = runs.map(({ flow, base, target }) => compareRuns(flow, base, target, bounds))
  host.print(printComparisons(comparisons, refused))
  const name = `${options.target} against ${options.against}`
  if (options.junit) writeFileSync(options.junit, toJunit(name, comparisons, refused))
  const verdicts = comparisons.map(({ verdict }) => verdict)
  return EXIT[worst(refused.length > 0 ? [...verdicts, 'unknown'] : verdicts)]
}
