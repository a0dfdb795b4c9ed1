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
  const isNumber = (column: number) => column > 1 && column < HEAD.length - 1
  const lines = layOut([HEAD, ...result.steps.map(rowOf)], isNumber)
  return [...lines, '', ...conclusion(result)].join('\n')
}

/** Rows as lines with aligned columns; those that `isNumber` accepts to the right. */
export function layOut(rows: Row[], isNumber: (column: number) => boolean = () => false): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const align = (cell: string, column: number) =>
    isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
  return rows.map((row) => row.map(align).join('  ').trimEnd())
}

function rowOf({ id, outcome, durationMs, timings, bytesSent, bytesReceived, asserted }: Result['steps'][number]): Row {
  const phases = [timings.dns, timings.tcp, timings.tls, timings.firstByte, timings.transfer]
  const numbers = [durationMs, ...phases, bytesSent, bytesReceived].map((number) => String(Math.round(number)))
  return [id, outcome, ...(outcome === 'skipped' ? numbers.map(() => '-') : numbers), asserted.join('; ') || '-']
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
