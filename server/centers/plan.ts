// What a list changes: centers that are new, changed and closed. Pure.
import type { CenterRecord } from '../../data/queries/centers.ts'
import { COLUMNS } from './read-file.ts'
import type { Problem, ReadRow } from './read-row.ts'

export type Change = { before: CenterRecord; after: CenterRecord; fields: (keyof CenterRecord)[] }
export type Plan = {
  adds: CenterRecord[]
  changes: Change[]
  closes: CenterRecord[]
  same: number
  problems: Problem[]
  /** Why nothing may be done, in a sentence; null: it may. */
  refused: string | null
}

/** A list that closes more than this share of what there is was probably cut off. */
const MOST_CLOSED = 0.1

/** `known`: the open centers; `allowClosures`: a person has said that so many are to close. */
export function planOf(known: CenterRecord[], rows: ReadRow[], allowClosures: boolean): Plan {
  const problems = rows.flatMap((row) => row.problems)
  const wanted = new Map<string, { line: number; entry: CenterRecord }>()
  for (const { line, entry } of rows) {
    if (!entry) continue
    const first = wanted.get(entry.key)
    if (first) {
      const text = `the same center stands in line ${first.line}; this row is left out`
      problems.push({ line, column: COLUMNS[entry.code ? 'code' : 'name'][0], text, fatal: false })
    } else wanted.set(entry.key, { line, entry })
  }
  const before = new Map(known.map((entry) => [entry.key, entry]))
  const after = [...wanted.values()].map(({ entry }) => entry)
  const changes = after.flatMap((entry) => {
    const old = before.get(entry.key)
    const fields = old ? differing(old, entry) : []
    return old && fields.length > 0 ? [{ before: old, after: entry, fields }] : []
  })
  const adds = after.filter(({ key }) => !before.has(key))
  const closes = known.filter(({ key }) => !wanted.has(key))
  const same = after.length - adds.length - changes.length
  return { adds, changes, closes, same, problems, refused: refusal() }

  function refusal(): string | null {
    const fatal = problems.filter((one) => one.fatal).length
    if (fatal > 0)
      return `${fatal} ${fatal === 1 ? 'mistake has' : 'mistakes have'} to be mended first. Nothing was changed.`
    if (after.length === 0) return 'The list names no center. Nothing was changed.'
    if (!allowClosures && closes.length > known.length * MOST_CLOSED) {
      return `${closes.length} of ${known.length} centers would close, more than one in ten: the list may be cut off. If it is right, say --allow-closures. Nothing was changed.`
    }
    return null
  }
}

function differing(before: CenterRecord, after: CenterRecord): (keyof CenterRecord)[] {
  return (Object.keys(after) as (keyof CenterRecord)[]).filter((field) => before[field] !== after[field])
}
