// What a person can do to an incident, as it stands on a command line. Pure.
import { parseArgs } from 'node:util'
import type { Text } from '../../data/catalogue.ts'
import { readKoreanTime, UsageError } from '../arguments.ts'

export type Order =
  | { do: 'list' }
  /** What the places saw, rung by rung. */
  | { do: 'show'; incident: string }
  /** An operator cares for it: nobody further is woken. */
  | { do: 'take'; incident: string; by: string }
  /** `end`: of what no flow looks at any more. */
  | { do: 'confirm' | 'note' | 'end'; incident: string; text: Text; by: string }
  | { do: 'began'; incident: string; at: number; says: string; by: string }
  /** `text`: in the place of what the engine wrote. */
  | { do: 'release'; incident: string; text: Text | null; by: string }

/** `config`, `data`: which installation, as of `npm start`. */
export type Ordered = { order: Order; config: string | null; data: string | null }

export const USAGE = `npm run incident -- list
npm run incident -- show ID                                      what each place saw: steps, addresses, name servers, sizes
npm run incident -- take ID --by NAME                            you care for it: no further operator is woken
npm run incident -- confirm ID --ko TEXT --en TEXT --by NAME     the cause is known
npm run incident -- note ID --ko TEXT --en TEXT --by NAME        one more update
npm run incident -- end ID --ko TEXT --en TEXT --by NAME         it is over, and nothing looks at it any more
npm run incident -- began ID --at 2026-11-24T08:40 --says NAME --by NAME
                                                                 when an authority says that it began (Korean time, or with an offset)
npm run incident -- release ID --by NAME [--ko TEXT --en TEXT]   let a held text go out, or yours instead of it
  --config FILE, --data DIR   which installation, as for npm start`

const ORDERS = ['show', 'take', 'confirm', 'note', 'end', 'began', 'release'] as const

/** Reads the command line; throws UsageError with what is missing. */
export function readIncidentOrder(words: string[]): Ordered {
  const { values, positionals } = parse(words)
  const { config = null, data = null } = values
  const [wanted, incident] = positionals
  const what = ORDERS.find((order) => order === wanted)
  if (positionals.length > 2)
    throw new UsageError(`"${positionals[2]}" is one word too many; put texts in quotes.\n${USAGE}`)
  if (wanted === 'list') return { order: { do: 'list' }, config, data }
  if (what === undefined) {
    throw new UsageError(`${wanted ? `"${wanted}" is nothing that can be done.` : 'Say what to do.'}\n${USAGE}`)
  }
  if (!incident)
    throw new UsageError(`Say which incident: \`${what}\` takes the id that stands in its address.\n${USAGE}`)
  if (what === 'show') return { order: { do: what, incident }, config, data }
  const by = needed(values.by, '--by', 'the name that stands beside it')
  if (what === 'take') return { order: { do: what, incident, by }, config, data }
  if (what === 'began') {
    const at = readTime(needed(values.at, '--at', 'when it began'))
    const says = needed(values.says, '--says', 'who says so')
    return { order: { do: what, incident, at, says, by }, config, data }
  }
  if (what === 'release' && values.ko === undefined && values.en === undefined) {
    return { order: { do: what, incident, text: null, by }, config, data }
  }
  const text = {
    ko: needed(values.ko, '--ko', 'the text in Korean'),
    en: needed(values.en, '--en', 'the text in English'),
  }
  return { order: { do: what, incident, text, by }, config, data }
}

/** Without an offset it is Korean time, as in `npm run report` (UTC ms). */
function readTime(given: string): number {
  const at = readKoreanTime(given)
  if (at !== null) return at
  throw new UsageError(
    `--at must be a time like 2026-11-24T08:40 (Korean time), or with an offset, not "${given}".\n${USAGE}`,
  )
}

function needed(value: string | undefined, name: string, what: string): string {
  if (value !== undefined && value.trim() !== '') return value.trim()
  throw new UsageError(`${name} is missing: ${what}.\n${USAGE}`)
}

function parse(words: string[]) {
  const option = { type: 'string' } as const
  const options = { ko: option, en: option, by: option, at: option, says: option, config: option, data: option }
  try {
    return parseArgs({ args: words, options, strict: true, allowPositionals: true })
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`)
  }
}
