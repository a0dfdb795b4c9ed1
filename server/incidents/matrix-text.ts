// The matrix of an incident as operators read it: places by rungs, then what stands behind each failing run. Pure.

import type { Finding } from '../../probes/classify.ts'
import { type Evidence, LAYERS } from '../../probes/result.ts'
import { machineTime } from '../../views/format.ts'
import { type MatrixRun, NO_SURROUNDINGS, type PlaceSight, rungsOf, togetherOf } from './matrix.ts'

/** Lines without a newline at the end. `component`: its id. Times are Korean. */
export function matrixText(component: string, places: PlaceSight[], surroundings = NO_SURROUNDINGS): string {
  if (places.length === 0) return `${component}: no runs are kept`
  const shown = places.map(({ location, newest, failing }) => ({ location, run: failing ?? newest }))
  const head = ['', 'at', 'verdict', ...LAYERS]
  const rows = shown.map(({ location, run }) => {
    const rungs = rungsOf(run)
    return [location, clock(run.startedAt), run.verdict, ...LAYERS.map((layer) => rungs[layer])]
  })
  const behind = places.flatMap((place) => behindOf(place))
  const together = togetherOf(places, surroundings)
  const said = together ? [`  together: ${togetherWords(together)}`] : []
  return [component, ...table([head, ...rows]).map((line) => `  ${line}`), ...said, ...behind].join('\n')
}

function togetherWords(found: Finding): string {
  const { class: name, layer, scope, confidence, groups, failing, of, directions } = found
  return [
    `${name} (${layer}), ${scope}: ${groups.join(', ')}`,
    `${Math.round(confidence * 100)} % of the failing places show it`,
    ...(of > 0 ? [`${failing} of ${of}`] : []),
    ...(directions.length > 0 ? [`lost ${directions.join(' and ')}`] : []),
  ].join('; ')
}

function table(rows: string[][]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

function behindOf({ location, newest, failing, working }: PlaceSight): string[] {
  const run = failing ?? newest
  const facts: [string, string][] = [
    ['flow', run.flow],
    ...faultOf(run),
    ...(run.evidence ? evidenceOf(run.evidence) : []),
    ['last good', working ? clock(working.startedAt) : 'none of the newest runs'],
  ]
  return [`  ${location}`, ...facts.map(([name, what]) => `    ${name.padEnd(10)}${what}`)]
}

function faultOf({ fault, reason }: MatrixRun): [string, string][] {
  if (!fault) return reason === '' ? [] : [['reason', reason]]
  const sure = fault.confidence === undefined ? '' : `, ${Math.round(fault.confidence * 100)} % of the run fits`
  return [
    ['fault', `${fault.layer} ${fault.code} in step ${fault.step}${sure}`],
    ['target', fault.target],
    ['expected', fault.expectation],
    ['cause', fault.cause],
  ]
}

function evidenceOf({ names, ends, sizes, kernel }: Evidence): [string, string][] {
  return [
    ...names.map(({ name, resolver, rcode, addresses, ms }): [string, string] => [
      'resolver',
      `${name} at ${resolver}: ${rcode}${addresses.length > 0 ? ` ${addresses.join(' ')}` : ''} (${ms} ms)`,
    ]),
    ...ends.map(({ name, address, port, tcp, tls, http, ms }): [string, string] => [
      'address',
      `${name} ${address} port ${port}: ${Object.entries({ tcp, tls, http })
        .filter(([, said]) => said !== '')
        .map(([rung, said]) => `${rung} ${said}`)
        .join(', ')} (${ms} ms)`,
    ]),
    ...sizes.map(({ address, direction, bytes, outcome, ms }): [string, string] => [
      'size',
      `${direction} ${bytes} bytes, ${address}: ${outcome} (${ms} ms)`,
    ]),
    ...(kernel ? [['kernel', kernelWords(kernel)] as [string, string]] : []),
  ]
}

function kernelWords(kernel: NonNullable<Evidence['kernel']>): string {
  const { sentSegments, retransmitted, timeouts, outOfOrder, mtuProbing } = kernel
  const probing = mtuProbing ? '; it probes the MTU, which hides a black hole' : ''
  return `sent ${sentSegments} segments, retransmitted ${retransmitted}, timeouts ${timeouts}, out of order ${outOfOrder}${probing}`
}

function clock(at: number): string {
  return machineTime(at).slice(0, 19).replace('T', ' ')
}
