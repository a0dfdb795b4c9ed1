// The command lines of `npm run replay` and `npm run export`.
import { parseArgs } from 'node:util'
import { readKoreanTime, UsageError } from '../arguments.ts'

/** Where the history is. Neither: the folder ./var. */
export type Place = { config: string | null; data: string | null }
/** `from` and `until` (the end is not included) in UTC milliseconds; null: from the first run, after the last one. */
export type ReplayOrder = Place & {
  from: number | null
  until: number | null
  policy: string | null
  file: string | null
  skipBad: boolean
  json: boolean
  warmUpMs: number
}
export type ExportOrder = Place & { from: number; until: number; out: string | null }

const HOUR = 3600_000
const DEFAULT_WARM_UP_HOURS = 24

export const REPLAY_USAGE = `npm run replay -- --from TIME --to TIME [--config FILE | --data DIR] [--policy FILE] [--file FILE] [--json]
  --from, --to   as 2026-11-24T10:00 (Korean time) or with an offset; the end is not included; of a file they can be left out
  --config FILE  the configuration whose database, locations and policy are meant
  --data DIR     the folder of a Bongsu without configuration (default ./var)
  --policy FILE  the settings of "policy:" that are to be tried, YAML or JSON; others stay as they are
  --file FILE    runs from a JSON Lines file (docs/replay.md) instead of the database
  --skip-bad     goes on without the lines of it that are no runs
  --warm-up H    hours before --from that the engine hears without being judged (default ${DEFAULT_WARM_UP_HOURS})
  --json         for programs
It ends with 0 when the same would be said (or nothing is known to compare with), 3 when something else would, 1 when it
could not find out, 2 when it was called wrongly.`

export const EXPORT_USAGE = `npm run export -- --from TIME --to TIME [--out FILE] [--config FILE | --data DIR]
  --from, --to   when the runs arrived, as 2026-11-24T10:00 (Korean time) or with an offset; the end is not included
  --out FILE     where to write; default: printed
  --config FILE  the configuration whose database is meant
  --data DIR     the folder of a Bongsu without configuration (default ./var)`

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const
const PLACE = { from: text, to: text, config: text, data: text }

/** Throws UsageError. */
export function readReplayOrder(words: string[]): ReplayOrder {
  const wrong = wrongIn(REPLAY_USAGE)
  const options = { ...PLACE, policy: text, file: text, 'warm-up': text, 'skip-bad': flag, json: flag }
  const values = parsed(() => parseArgs({ args: words, options, strict: true }).values, wrong)
  const { config = null, data = null, policy = null, file = null } = values
  const { from, until } = timesOf(values, file !== null, wrong)
  const hours = values['warm-up'] === undefined ? DEFAULT_WARM_UP_HOURS : Number(values['warm-up'])
  if (!(hours >= 0) || values['warm-up'] === '') {
    throw wrong(`--warm-up must be a number of hours, not "${values['warm-up']}"`)
  }
  if (values['skip-bad'] && file === null) throw wrong('--skip-bad is about the lines of --file, which is missing')
  const { json, 'skip-bad': skipBad } = values
  return { from, until, config, data, policy, file, skipBad, json, warmUpMs: Math.round(hours * HOUR) }
}

/** Throws UsageError. */
export function readExportOrder(words: string[]): ExportOrder {
  const wrong = wrongIn(EXPORT_USAGE)
  const values = parsed(() => parseArgs({ args: words, options: { ...PLACE, out: text }, strict: true }).values, wrong)
  const { config = null, data = null, out = null } = values
  const { from, until } = timesOf(values, false, wrong)
  return { from: from as number, until: until as number, config, data, out }
}

type Wrong = (problem: string) => UsageError

function wrongIn(usage: string): Wrong {
  return (problem) => new UsageError(`${problem}.\n${usage}`)
}

function parsed<T>(parse: () => T, wrong: Wrong): T {
  try {
    return parse()
  } catch (error) {
    throw wrong((error as Error).message.replace(/\.$/, ''))
  }
}

type Times = { from?: string | undefined; to?: string | undefined }

function timesOf(given: Times, optional: boolean, wrong: Wrong) {
  const from = timeOf(given.from, '--from', optional, wrong)
  const until = timeOf(given.to, '--to', optional, wrong)
  if (from !== null && until !== null && from >= until) throw wrong('--to must be later than --from')
  return { from, until }
}

/** A replay's times may be those of single runs. */
const TO_THE_MILLISECOND = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?$/

function timeOf(given: string | undefined, name: string, optional: boolean, wrong: Wrong): number | null {
  if (given === undefined && optional) return null
  if (given === undefined) throw wrong(`${name} is missing`)
  const at = readKoreanTime(given, TO_THE_MILLISECOND)
  if (at === null) throw wrong(`${name} must be a time like 2026-11-24T10:00, not "${given}"`)
  return at
}
