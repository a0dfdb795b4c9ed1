// What `npm run simulate` is asked for.
import { parseArgs } from 'node:util'
import { FLOWS } from './figures.ts'

const USAGE = `npm run simulate -- [--seeds N] [--days D] [--first SEED] [--trials T] [--only figures|invariants] [--repeats any|last]
  --seeds N    worlds, each of a seed (default 20)
  --days D     quiet days of ${FLOWS} flows at 3 agents in each (default 30)
  --first S    the first seed (default 1)
  --trials T   outages of each kind in each (default 10)
  --only WHAT  leaves the other half out
  --repeats R  what makes a run within 15 s likely to fail by chance: any failing run of that agent, or only its last (default any)`

/** Reads the command line; ends the process with a word on how to call it when that makes no sense. */
export function readArguments() {
  const option = { type: 'string' } as const
  const options = { seeds: option, days: option, first: option, trials: option, only: option, repeats: option }
  try {
    const { values } = parseArgs({ options })
    const only = values.only ?? null
    if (only !== null && only !== 'figures' && only !== 'invariants')
      throw new Error(`--only must be figures or invariants, not "${only}".`)
    const repeatAfter = values.repeats ?? 'any'
    if (repeatAfter !== 'any' && repeatAfter !== 'last')
      throw new Error(`--repeats must be any or last, not "${repeatAfter}".`)
    return {
      repeatAfter: repeatAfter as 'any' | 'last',
      seeds: whole('seeds', values.seeds, 20),
      days: whole('days', values.days, 30),
      first: whole('first', values.first, 1),
      trials: whole('trials', values.trials, 10),
      only,
    }
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`)
    process.exit(2)
  }
}

function whole(name: string, text: string | undefined, standard: number): number {
  const value = text === undefined ? standard : Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number from 1, not "${text}".`)
  return value
}
