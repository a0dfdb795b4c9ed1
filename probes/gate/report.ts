// The comparison for people: a table, and under it what got worse or could not be told.
import { layOut } from '../table.ts'
import type { Comparison, GateVerdict, Side } from './compare.ts'
import type { Refusal } from './run-gate.ts'

const HEAD = ['flow', 'runs', 'good', 'ms', 'faults', 'document', 'verdict']
const WORDS: Record<GateVerdict, string> = { same: 'no worse', regression: 'REGRESSION', unknown: 'cannot tell' }
const KINDS = ['outcome', 'timing', 'document'] as const

/** Each column with two values says the known place first. */
export function printComparisons(comparisons: Comparison[], refused: Refusal[]): string {
  const rows = comparisons.map((one) => [
    one.flow,
    both(one, ({ runs }) => String(runs)),
    both(one, ({ good }) => String(good)),
    both(one, ({ medianMs }) => (medianMs === null ? '-' : String(Math.round(medianMs)))),
    both(one, ({ faults }) => faults.join(', ') || '-'),
    one.document ? WORDS[one.document.verdict] : '-',
    WORDS[one.verdict],
  ])
  const details = comparisons.flatMap((one) =>
    KINDS.flatMap((kind) => (one[kind]?.says ?? []).map((text) => `${one.flow}: ${kind}: ${text}`)),
  )
  const notRun = refused.map(({ flow, why }) => `${flow}: not run: ${why}`)
  const below = [...details, ...notRun]
  return [...layOut([HEAD, ...rows]), ...(below.length > 0 ? ['', ...below] : [])].join('\n')
}

function both({ base, target }: Comparison, read: (side: Side) => string): string {
  const [before, now] = [read(base), read(target)]
  return before === '-' && now === '-' ? '-' : `${before} → ${now}`
}
