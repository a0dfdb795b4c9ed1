// What a person can do to an incident, from the words of a command line or the fields of a form. Pure, but for the file of a report.
import { readFileSync } from 'node:fs'
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
  /** `regions`: names as they were written; empty: everywhere. */
  | { do: 'regions'; incident: string; regions: string[]; by: string }
  /** `body`: Markdown. */
  | { do: 'report'; incident: string; language: 'ko' | 'en' | 'easy'; body: string; by: string }
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
npm run incident -- regions ID --in 부산광역시,대구광역시 --by NAME       it is there alone; without --in: everywhere
npm run incident -- report ID --file FILE [--language ko|en|easy] --by NAME
                                                                 what is written afterwards, in Markdown
npm run incident -- promise ID --ko TEXT --en TEXT --owner NAME --due 2026-12-31 --by NAME
                                                                 a measure against its coming again
npm run incident -- measure MEASURE --state done|dropped|open [--note TEXT] --by NAME
npm run incident -- release ID --by NAME [--ko TEXT --en TEXT]   let a held text go out, or yours instead of it
  --config FILE, --data DIR   which installation, as for npm start`

const ORDERS = [
  'show',
  'take',
  'confirm',
  'note',
  'end',
  'began',
  'regions',
  'report',
  'promise',
  'measure',
  'release',
] as const
type What = (typeof ORDERS)[number]

const OPTION = { type: 'string' } as const
const OPTIONS = {
  ko: OPTION,
  en: OPTION,
  easy: OPTION,
  by: OPTION,
  at: OPTION,
  says: OPTION,
  in: OPTION,
  file: OPTION,
  language: OPTION,
  owner: OPTION,
  due: OPTION,
  state: OPTION,
  note: OPTION,
  config: OPTION,
  data: OPTION,
}

/** What belongs to an order, by name, as it was given; `body`: the text of a report. */
export type OrderFields = Partial<
  Record<Exclude<keyof typeof OPTIONS, 'config' | 'data' | 'file'> | 'body', string | undefined>
>

/** A field of an order is missing, or says what cannot be. */
export class OrderError extends Error {
  readonly field: string
  constructor(field: string, problem: string) {
    super(problem)
    this.field = field
  }
}

/** `null` for a word that names nothing that can be done. */
export function whatToDo(wanted: string | undefined): What | null {
  return ORDERS.find((order) => order === wanted) ?? null
}

/** Reads the command line; throws UsageError with what is missing. */
export function readIncidentOrder(words: string[]): Ordered {
  const { values, positionals } = parse(words)
  const { config = null, data = null, file, ...given } = values
  const [wanted, incident] = positionals
  if (positionals.length > 2)
    throw new UsageError(`"${positionals[2]}" is one word too many; put texts in quotes.\n${USAGE}`)
  if (wanted === 'list') return { order: { do: 'list' }, config, data }
  const what = whatToDo(wanted)
  if (what === null) {
    throw new UsageError(`${wanted ? `"${wanted}" is nothing that can be done.` : 'Say what to do.'}\n${USAGE}`)
  }
  if (!incident)
    throw new UsageError(`Say which incident: \`${what}\` takes the id that stands in its address.\n${USAGE}`)
  try {
    const body = what === 'report' && { body: readText(needed(file, 'file', 'the file with the text')) }
    return { order: orderOf(what, incident, { ...given, ...body }), config, data }
  } catch (error) {
    if (error instanceof OrderError) throw new UsageError(`--${error.field} ${error.message}.\n${USAGE}`)
    throw error
  }
}

function readText(file: string): string {
  try {
    const text = readFileSync(file, 'utf8').trim()
    if (text !== '') return text
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}. Nothing was changed.`)
  }
  throw new UsageError(`${file} is empty. Nothing was changed.`)
}

/** Checks what belongs to the order; throws OrderError. */
export function orderOf(what: What, incident: string, fields: OrderFields): Order {
  if (what === 'show') return { do: what, incident }
  const by = needed(fields.by, 'by', 'the name that stands beside it')
  if (what === 'take') return { do: what, incident, by }
  if (what === 'began') {
    const at = readTime(needed(fields.at, 'at', 'when it began'))
    const says = needed(fields.says, 'says', 'who says so')
    return { do: what, incident, at, says, by }
  }
  if (what === 'regions') {
    const regions = (fields.in ?? '').split(/[,\s]+/).filter((name) => name !== '')
    return { do: what, incident, regions, by }
  }
  if (what === 'report') {
    const language = oneOf(fields.language ?? 'ko', 'language', ['ko', 'en', 'easy'] as const)
    return { do: what, incident, language, body: needed(fields.body, 'body', 'the text'), by }
  }
  if (what === 'measure') {
    const given = needed(fields.state, 'state', 'what became of it')
    const state = oneOf(given, 'state', ['done', 'dropped', 'open'] as const)
    return { do: what, incident, state, note: fields.note ?? '', by }
  }
  if (what === 'release' && fields.ko === undefined && fields.en === undefined) {
    return { do: what, incident, text: null, by }
  }
  const text = {
    ko: needed(fields.ko, 'ko', 'the text in Korean'),
    en: needed(fields.en, 'en', 'the text in English'),
    ...(fields.easy !== undefined && { easy: needed(fields.easy, 'easy', 'the text in easy words') }),
  }
  if (what !== 'promise') return { do: what, incident, text, by }
  const owner = needed(fields.owner, 'owner', 'who will do it')
  const due = needed(fields.due, 'due', 'the day until when')
  if (!isDay(due)) throw new OrderError('due', `must be a day like 2026-12-31, not "${due}"`)
  return { do: what, incident, text, owner, due, by }
}

function oneOf<One extends string>(given: string, field: string, allowed: readonly One[]): One {
  const found = allowed.find((one) => one === given)
  if (found) return found
  throw new OrderError(field, `is one of ${allowed.join(', ')}, not "${given}"`)
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
  throw new OrderError('at', `must be a time like 2026-11-24T08:40 (Korean time), or with an offset, not "${given}"`)
}

function needed(value: string | undefined, field: string, what: string): string {
  if (value !== undefined && value.trim() !== '') return value.trim()
  throw new OrderError(field, `is missing: ${what}`)
}

function parse(words: string[]) {
  return parseWords({ args: words, options: OPTIONS, allowPositionals: true }, USAGE)
}
