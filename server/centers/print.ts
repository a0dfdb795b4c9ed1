// What an import would change, as a person reads it in a terminal. Pure.
import type { CenterRecord } from '../../data/queries/centers.ts'
import type { Plan } from './plan.ts'
import { COLUMNS, type Column, type List } from './read-file.ts'

/** Lines of each kind that are shown; the rest is a number. */
const SHOWN = 20

export function printPlan({ encoding, unknown, rows }: List, plan: Plan): string {
  const { adds, changes, closes, same, problems, refused } = plan
  const fatal = problems.filter((one) => one.fatal)
  const mended = problems.filter((one) => !one.fatal)
  return [
    `${rows.length} rows (${encoding})${unknown.length > 0 ? `; columns left out: ${unknown.join(', ')}` : ''}`,
    ...section('Mistakes', fatal, ({ line, column, text }) => `line ${line}, ${column}: ${text}`),
    ...section('Mended or left out', mended, ({ line, column, text }) => `line ${line}, ${column}: ${text}`),
    ...section('New', adds, nameOf),
    ...section('Changed', changes, ({ before, after, fields }) => {
      const words = fields.filter((field) => field in COLUMNS).map((field) => changeOf(field as Column, before, after))
      return `${nameOf(after)}: ${words.join('; ') || 'its note'}`
    }),
    ...section('Closed', closes, nameOf),
    `${adds.length} new, ${changes.length} changed, ${closes.length} closed, ${same} the same.`,
    ...(refused ? ['', refused] : []),
  ].join('\n')
}

function section<One>(title: string, all: One[], line: (one: One) => string): string[] {
  if (all.length === 0) return []
  const more = all.length - SHOWN
  return [
    '',
    `${title}:`,
    ...all.slice(0, SHOWN).map((one) => `  ${line(one)}`),
    ...(more > 0 ? [`  … and ${more} more`] : []),
    '',
  ]
}

function nameOf({ region, district, name }: CenterRecord): string {
  return [region, district, name].filter(Boolean).join(' ')
}

/** Addresses are shown as changed, not as they are. */
function changeOf(field: Column, before: CenterRecord, after: CenterRecord): string {
  const head = COLUMNS[field][0]
  if (field === 'mail' || field === 'mobile') return head
  return `${head} ${before[field] || '(none)'} → ${after[field] || '(none)'}`
}
