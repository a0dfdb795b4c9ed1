// What runs came to, counted and judged.
import { LARGE_BYTES } from '../../probes/classify-sights.ts'
import { type Case, KEYS } from './cases.ts'
import type { ClientAnswer } from './protocol.ts'

export type Outcome = ClientAnswer & { what: Case }

type Result = ClientAnswer['results'][number]

/** `ok`, `slow`, `inconclusive`, or the layer that the run's fault was given to. */
export function saidBy({ verdict, fault }: Result): string {
  return fault?.layer ?? verdict
}

/** Everything that is not as it has to be. */
export function wrongWith({ what, results, controls }: Outcome): string[] {
  const said = results.map(saidBy)
  const right = said.filter((one) => what.says.includes(one)).length
  const few = right < what.atLeast * results.length
  const forbidden = said.filter((one) => what.never.includes(one))
  const causes = results
    .filter((one) => what.says.includes(saidBy(one)) && one.fault)
    .map(({ fault }) => fault?.cause ?? '')
  const silent = what.cause ? causes.find((cause) => !what.cause?.test(cause)) : undefined
  const lost = Object.values(controls).some((passed) => passed < controls.tried)
  return [
    ...(few ? [`${what.name}: ${right} of ${results.length} runs say ${what.says.join(' or ')}`] : []),
    ...(forbidden.length > 0 ? [`${what.name}: ${forbidden.length} runs say ${forbidden[0]}`] : []),
    ...(silent === undefined ? [] : [`${what.name}: a cause does not say ${what.cause}: ${silent}`]),
    ...(what.controls && lost ? [`${what.name}: small exchanges do not pass: ${JSON.stringify(controls)}`] : []),
  ]
}

/** What most runs of each key came to. */
export function summary(outcomes: Outcome[]): Record<string, string> {
  return Object.fromEntries(
    KEYS.map((key) => {
      const said = outcomes.filter(({ what }) => what.key === key).flatMap(({ results }) => results.map(saidBy))
      return [key, counted(said)[0]?.[0] ?? 'nothing']
    }),
  )
}

/** A line of the table, and below it an example of a cause. */
export function printOutcome({ what, results, controls, ms }: Outcome): string {
  const said = counted(results.map((one) => [saidBy(one), one.fault?.code].filter(Boolean).join('/')))
  const verdicts = said.map(([one, times]) => `${one} ${times}`).join(', ')
  const passed = [controls.head, controls.small, controls.handshake].map((one) => `${one}/${controls.tried}`).join(' ')
  const took = results.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b)
  const middle = ((took[took.length >> 1] ?? 0) / 1000).toFixed(1)
  const sizes = ['down', 'up'].map((way) => largeOnes(results, way)).join('  ')
  const example = results.find(({ fault }) => fault)?.fault?.cause
  const line = `${what.name.padEnd(40)}${sizes}  ${passed.padEnd(18)}${counters(results).padEnd(17)}${middle.padStart(5)} s ${(ms / 1000).toFixed(0).padStart(4)} s  ${verdicts}`
  return example ? `${line}\n    e.g. ${example}` : line
}

export const HEADING = `${'case'.padEnd(40)}${'64 KiB down'.padEnd(15)}${'64 KiB up'.padEnd(13)}  ${'HEAD, small, TLS'.padEnd(18)}${'kernel'.padEnd(17)}  p50    all  what the runs say`

function largeOnes(results: Result[], way: string): string {
  const large = results
    .flatMap(({ evidence }) => evidence?.sizes ?? [])
    .filter((one) => one.direction === way && one.bytes >= LARGE_BYTES)
  const passed = large.filter(({ outcome }) => outcome === 'ok')
  const middle = passed.map(({ ms }) => ms).toSorted((a, b) => a - b)[passed.length >> 1]
  const took =
    middle === undefined ? '' : ` ${middle < 1_000 ? `${middle.toFixed(0)} ms` : `${(middle / 1000).toFixed(1)} s`}`
  return `${passed.length}/${large.length}${took}`.padEnd(13)
}

/** Retransmitted, timeouts and out of order of the client's namespace while the longest run went on. */
function counters(results: Result[]): string {
  const kernels = results.flatMap(({ evidence }) => evidence?.kernel ?? [])
  const most = (count: 'retransmitted' | 'timeouts' | 'outOfOrder') => Math.max(0, ...kernels.map((one) => one[count]))
  return `${most('retransmitted')}/${most('timeouts')}/${most('outOfOrder')}`
}

function counted(said: string[]): [string, number][] {
  const groups = Map.groupBy(said, (one) => one)
  return [...groups].map(([one, all]) => [one, all.length] as [string, number]).toSorted((a, b) => b[1] - a[1])
}
