// The command line of `npm run report`.
import { parseArgs } from 'node:util'
import { STATES, type State } from '../../data/tables.ts'
import { readKoreanTime, UsageError } from '../arguments.ts'
import { type Bucket, namedMonth } from '../incidents/availability-calendar.ts'
import type { Correction } from '../incidents/availability-correct.ts'

type Place = { config: string | null; data: string | null }
export type ReportOrder = Place & {
  kind: 'report'
  month: Bucket
  name: string
  format: 'html' | 'csv'
  language: 'ko' | 'en'
  out: string | null
}
/** Every revision of one component's day, or month. */
export type RevisionsOrder = Place & { kind: 'revisions'; component: string; span: 'day' | 'month'; bucket: number }
export type CorrectOrder = Place & { kind: 'correct'; correction: Correction }

export const USAGE = `npm run report -- --month 2026-11 [--format html|csv] [--language ko|en] [--out FILE] [--config FILE | --data DIR]
npm run report -- correct --component ID --from TIME --to TIME --state STATE --reason TEXT [--share 0.5] [--author NAME] [--config FILE | --data DIR]
npm run report -- revisions --component ID (--day 2026-11-24 | --month 2026-11) [--config FILE | --data DIR]
  --month     a month of Korea; the present one is reported up to now
  --out       where to write; default: printed
  --from, --to  as 2026-11-24T10:00 (Korean time) or with an offset; the end is not included
  --state     ${STATES.join(', ')}
  --share     of a partial outage: the share of its use that did not work, more than 0 and at most 1
  --reason    is shown to everybody beside the corrected figures
  --data      the folder of a Bongsu without configuration (default ./var)`

export type Order = ReportOrder | CorrectOrder | RevisionsOrder

/** Reads the command line; throws UsageError. `now`: nothing later can be corrected. */
export function readOrder(words: string[], now: number): Order {
  const { positionals, values } = parse(words)
  const { config = null, data = null } = values
  if (positionals.length === 0) return { kind: 'report', config, data, ...readReportOrder(values) }
  if (positionals.join() === 'revisions') return { kind: 'revisions', config, data, ...readBucket(values) }
  if (positionals.join() !== 'correct') throw wrong(`"${positionals.join(' ')}" is not a command`)
  return { kind: 'correct', config, data, correction: readCorrection(values, now) }
}

type Values = ReturnType<typeof parse>['values']

function readReportOrder({ month = '', format = 'html', language = 'ko', out }: Values) {
  const bucket = namedMonth(month)
  if (!bucket) throw wrong(`--month must be a month like 2026-11, not "${month}"`)
  if (format !== 'html' && format !== 'csv') throw wrong(`--format must be html or csv, not "${format}"`)
  if (language !== 'ko' && language !== 'en') throw wrong(`--language must be ko or en, not "${language}"`)
  return { month: bucket, name: month, format, language, out: out ?? null } as const
}

function readBucket({ component, day, month = '' }: Values) {
  const id = needed(component, '--component')
  if (day !== undefined) {
    const bucket = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00+09:00`) : Number.NaN
    if (Number.isNaN(bucket)) throw wrong(`--day must be a day like 2026-11-24, not "${day}"`)
    return { component: id, span: 'day', bucket } as const
  }
  const bucket = namedMonth(month)
  if (!bucket) throw wrong('--day or --month must say which revisions, as 2026-11-24 or 2026-11')
  return { component: id, span: 'month', bucket: bucket.from } as const
}

function readCorrection(values: Values, now: number): Correction {
  const component = needed(values.component, '--component')
  const from = readTime(values.from, '--from')
  const until = readTime(values.to, '--to')
  if (from >= until) throw wrong('--to must be later than --from')
  if (until > now) throw wrong(`--to must not lie in the future (${values.to}): only what was can be corrected`)
  const state = STATES.find((one) => one === values.state)
  if (!state) throw wrong(`--state must be one of ${STATES.join(', ')}, not "${values.state ?? ''}"`)
  const reason = needed(values.reason, '--reason')
  return {
    component,
    from,
    until,
    state,
    share: readShare(state, values.share),
    reason,
    author: values.author ?? 'operator',
  }
}

/** An outage is whole; only for a partial one the share has to be said. */
function readShare(state: State, text: string | undefined): number {
  if (state === 'major_outage' || state === 'under_maintenance') return 1
  if (state !== 'partial_outage') return 0
  const share = Number(text)
  if (text === undefined || !(share > 0 && share <= 1)) {
    throw wrong(`--share must say how much did not work, as 0.5, not "${text ?? ''}"`)
  }
  return share
}

function readTime(text: string | undefined, name: string): number {
  const at = readKoreanTime(text ?? '')
  if (at === null) throw wrong(`${name} must be a time like 2026-11-24T10:00, not "${text ?? ''}"`)
  return at
}

function needed(text: string | undefined, name: string): string {
  if (text === undefined || text.trim() === '') throw wrong(`${name} is missing`)
  return text.trim()
}

function wrong(message: string): UsageError {
  return new UsageError(`${message}.\n${USAGE}`)
}

function parse(words: string[]) {
  const text = { type: 'string' } as const
  const options = {
    month: text,
    day: text,
    format: text,
    language: text,
    out: text,
    config: text,
    data: text,
    component: text,
    from: text,
    to: text,
    state: text,
    share: text,
    reason: text,
    author: text,
  }
  try {
    return parseArgs({ args: words, options, strict: true, allowPositionals: true })
  } catch (error) {
    throw wrong((error as Error).message)
  }
}
