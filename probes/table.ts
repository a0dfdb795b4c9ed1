import type { Result } from './result.ts'

type Row = string[]
const HEAD: Row = [
  'step',
  'outcome',
  'ms',
  'dns',
  'tcp',
  'tls',
  'first byte',
  'transfer',
  'sent',
  'received',
  'asserted',
]

/** A run for people: its steps as a table, then what came of it. */
export function printResult(result: Omit<Result, 'sequence'>): string {
  const rows = [HEAD, ...result.steps.map(rowOf)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => align(cell, column, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [...lines, '', ...conclusion(result)].join('\n')
}

function rowOf({ id, outcome, durationMs, timings, bytesSent, bytesReceived, asserted }: Result['steps'][number]): Row {
  const phases = [timings.dns, timings.tcp, timings.tls, timings.firstByte, timings.transfer]
  const numbers = [durationMs, ...phases, bytesSent, bytesReceived].map((number) => String(Math.round(number)))
  return [id, outcome, ...(outcome === 'skipped' ? numbers.map(() => '-') : numbers), asserted.join('; ') || '-']
}

function align(cell: string, column: number, width: number): string {
  const isNumber = column > 1 && column < HEAD.length - 1
  return isNumber ? cell.padStart(width) : cell.padEnd(width)
}

function conclusion({ flow, verdict, reason, durationMs, fault, document }: Omit<Result, 'sequence'>): string[] {
  const lines = [`${flow}: ${verdict} after ${(durationMs / 1000).toFixed(1)} s${reason ? ` (${reason})` : ''}`]
  if (document) {
    lines.push(`  document     ${document.bytes} bytes, ${document.pages} pages, number ${document.numberShape ?? '-'}`)
  }
  if (!fault) return lines
  return [
    ...lines,
    `  layer        ${fault.layer}`,
    `  step         ${fault.step}`,
    `  code         ${fault.code}`,
    `  target       ${fault.target}`,
    `  expectation  ${fault.expectation}`,
    `  cause        ${fault.cause}`,
  ]
}
