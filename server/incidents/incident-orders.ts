// What a person can do to an incident, as it stands on a command line. Pure.
import type { Text } from '../../data/catalogue.ts'
import { parseWords, readKoreanTime, UsageError } from '../arguments.ts'

export type Order =
  | { do: 'list' }
  /** What the places saw, rung by rung. */
  | { do: 'show'; incident: string }
  /** An operator cares for it: nobody further is woken. */
  | { do: 'take'; incident: string; by: string }
  /** `end`: of what no flow looks at any more. */
  | { do: 'confirm' | 'note' | 'end'; incident: string; text: Text; by: string }
  | { do: 'began'; incident: string; at: number; says: string; by: string }
  /** `body`: Markdown. */
  | { do: 'report'; incident: string; language: 'ko' | 'en' | 'easy'; file: string; by: string }
  | { do: 'promise'; incident: string; text: Text; owner: string; due: string; by: string }
  /** `measure`: the id that `show` and the API give. */
  | { do: 'measure'; incident: string; state: 'open' | 'done' | 'dropped'; note: string; by: string }
  /** `text`: in the place of what the engine wrote. */
  | { do: 'release'; incident: string; text: Text | null; by: string }

/** `config`, `data`: which installation, as of `npm start`. */
export type Ordered = { order: Order; config: string | null; data: string | null }

export const USAGE = `npm run incident -- list
npm run incident -- show ID                                      what each place saw: steps, addresses, name servers, sizes
npm run incident -- take ID --by NAME                            you care for it: no further operator is woken
npm run incident -- confirm ID --ko TEXT --en TEXT --by NAME     the cause is known (--easy TEXT: in easy words)
npm run incident -- note ID --ko TEXT --en TEXT --by NAME        one more update
npm run incident -- end ID --ko TEXT --en TEXT --by NAME         it is over, and nothing looks at it any more
npm run incident -- began ID --at 2026-11-24T08:40 --says NAME --by NAME
                                                                 when an authority says that it began (Korean time, or with an offset)
npm run incident -- report ID --file FILE [--language ko|en|easy] --by NAME
                                                                 what is written afterwards, in Markdown
npm run incident -- promise ID --ko TEXT --en TEXT --owner NAME --due 2026-12-31 --by NAME
                                                                 a measure against its coming again
npm run incident -- measure MEASURE --state done|dropped|open [--note TEXT] --by NAME
npm run incident -- release ID --by NAME [--ko TEXT --en TEXT]   let a held text go out, or yours instead of it
  --config FILE, --data DIR   which installation, as for npm start`

const ORDERS = ['show', 'take', 'confirm', 'note', 'end', 'began', 'report', 'promise', 'measure', 'release'] as const

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
  if (what === 'report') {
    const language = oneOf(values.language ?? 'ko', '--language', ['ko', 'en', 'easy'] as const)
    const file = needed(values.file, '--file', 'the file with the text')
    return { order: { do: what, incident, language, file, by }, config, data }
  }
  if (what === 'measure') {
    const state = oneOf(needed(values.state, '--state', 'what became of it'), '--state', [
      'done',
      'dropped',
      'open',
    ] as const)
    return { order: { do: what, incident, state, note: values.note ?? '', by }, config, data }
  }
  if (what === 'release' && values.ko === undefined && values.en === undefined) {
    return { order: { do: what, incident, text: null, by }, config, data }
  }
  const text = {
    ko: needed(values.ko, '--ko', 'the text in Korean'),
    en: needed(values.en, '--en', 'the text in English'),
    ...(values.easy !== undefined && { easy: needed(values.easy, '--easy', 'the text in easy words') }),
  }
  if (what === 'promise') {
    const owner = needed(values.owner, '--owner', 'who will do it')
    const due = needed(values.due, '--due', 'the day until when')
    if (!isDay(due)) throw new UsageError(`--due must be a day like 2026-12-31, not "${due}".\n${USAGE}`)
    return { order: { do: what, incident, text, owner, due, by }, config, data }
  }
  return { order: { do: what, incident, text, by }, config, data }
}

function oneOf<One extends string>(given: string, name: string, allowed: readonly One[]): One {
  const found = allowed.find((one) => one === given)
  if (found) return found
  throw new UsageError(`${name} is one of ${allowed.join(', ')}, not "${given}".\n${USAGE}`)
}

function isDay(given: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(given) &&
    !Number.isNaN(Date.parse(given)) &&
    new Date(given).toISOString().startsWith(given)
  )
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
  const options = {
    ko: option,
    en: option,
    easy: option,
    by: option,
    at: option,
    says: option,
    file: option,
    language: option,
    owner: option,
    due: option,
    state: option,
    note: option,
    config: option,
    data: option,
  }
  return parseWords({ args: words, options, allowPositionals: true }, USAGE)
}
