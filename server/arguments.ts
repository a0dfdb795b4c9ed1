import { type ParseArgsConfig, parseArgs } from 'node:util'

/** `null`: not given, so that the configuration or the default holds. */
export type Arguments = { port: number | null; data: string | null; config: string | null }

/** What is wrong with how the program was called or configured; its message is for the operator's terminal. */
export class UsageError extends Error {}

export const USAGE = `npm start -- [--port N] [--data DIR] [--config FILE]
  --port N       where the page is served (default 8080; 0 picks a free port and prints it)
  --data DIR     where the database and everything else is kept (default ./var)
  --config FILE  real services, as in bongsu.example.yaml; without it a rehearsal starts`

/** Reads the command line; throws UsageError, which ends with `usage`. */
export function readArguments(words: string[], usage = USAGE): Arguments {
  const option = { type: 'string' } as const
  const { values } = parseWords({ args: words, options: { port: option, data: option, config: option } }, usage)
  const { port, data = null, config = null } = values
  return { port: port === undefined ? null : readPort(port, usage), data, config }
}

function readPort(text: string, usage: string): number {
  const port = Number(text)
  if (text !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new UsageError(`--port must be a whole number from 0 to 65535, not "${text}".\n${usage}`)
}

/** What `parseArgs` reads of a command line; throws UsageError, which ends with `usage`. */
export function parseWords<Wanted extends ParseArgsConfig>(wanted: Wanted, usage: string) {
  try {
    return parseArgs(wanted)
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usage}`)
  }
}

/** A time as people type it: without an offset it is Korean. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?$/

/** The instant (UTC ms) that `text` names, in Korean time unless it carries an offset; `null` when it is none of that `shape`. */
export function readKoreanTime(text: string, shape = TIME): number | null {
  if (!shape.test(text)) return null
  const at = Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}+09:00`)
  return Number.isNaN(at) ? null : at
}
