import { parseArgs } from 'node:util'

export type Arguments = { port: number; data: string; config: string | null }

/** What is wrong with how the program was called or configured; its message is for the operator's terminal. */
export class UsageError extends Error {}

export const USAGE = `npm start -- [--port N] [--data DIR] [--config FILE]
  --port N       where the page is served (default 8080; 0 picks a free port and prints it)
  --data DIR     where the database and everything else is kept (default ./var)
  --config FILE  real services, as in bongsu.example.yaml; without it a rehearsal starts`

/** Reads the command line; throws UsageError. `port` is null-safe: the configuration may name one, the flag wins. */
export function readArguments(words: string[]): Arguments & { portGiven: boolean; dataGiven: boolean } {
  const { values } = parse(words)
  const port = Number(values.port ?? 8080)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`--port must be a whole number from 0 to 65535, not "${values.port}".\n${USAGE}`)
  }
  return {
    port,
    data: values.data ?? './var',
    config: values.config ?? null,
    portGiven: values.port !== undefined,
    dataGiven: values.data !== undefined,
  }
}

function parse(words: string[]) {
  const option = { type: 'string' } as const
  try {
    return parseArgs({ args: words, options: { port: option, data: option, config: option }, strict: true })
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`)
  }
}
