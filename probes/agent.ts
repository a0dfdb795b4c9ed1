// The agent: `node probes/agent.ts --config FILE [--server URL] [--quiet]`. Runs alone or as a child of the server; ends with its parent.
import { parseArgs } from 'node:util'
import pino from 'pino'
import { collect } from './collect.ts'
import { FLOWS } from './flows.ts'
import { planFlows } from './plan.ts'
import { type AgentSettings, readAgentSettings, SettingsError } from './settings.ts'
import { makeBoot, openSpool } from './spool.ts'

const EX_CONFIG = 78
/** `--server` wins over the settings: a server that starts its own agent knows best where it listens. */
const OPTIONS = {
  config: { type: 'string' },
  server: { type: 'string' },
  quiet: { type: 'boolean', default: false },
} as const
const STOP_MS = 2_000

await main()

async function main(): Promise<void> {
  const stopping = stopOnRequest()
  const { settings, plan, quiet } = readOrExit()
  const log = makeLog(quiet ? 'warn' : 'info')
  for (const { flow, why } of plan.refused) log.warn({ flow }, `${flow} does not run: ${why}`)
  const boot = makeBoot(Date.now())
  const spool = await openSpool({ ...settings.spool, boot, log })
  log.info({ location: settings.location, flows: plan.run.map(({ flow }) => flow.id) }, 'the agent runs')
  await collect({ plan: plan.run, settings, spool, log, now: Date.now, random: Math.random, pause, stop: stopping })
  await spool.close()
  process.exit(0)
}

function readOrExit() {
  try {
    const { values } = parseArgs({ options: OPTIONS })
    if (!values.config) throw new SettingsError('(no file)', ['say where the settings are: --config FILE'])
    const read: AgentSettings = readAgentSettings(values.config, process.env)
    const settings = { ...read, server: values.server ?? read.server }
    const plan = planFlows(FLOWS, settings, Date.now())
    if (plan.problems.length > 0) throw new SettingsError(values.config, plan.problems)
    return { settings, plan, quiet: values.quiet }
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exit(EX_CONFIG)
  }
}

/** Fires on SIGINT, SIGTERM or when the parent goes away; whatever still hangs then is cut off. */
function stopOnRequest(): AbortSignal {
  const stopping = new AbortController()
  const stop = () => {
    stopping.abort()
    setTimeout(() => process.exit(0), STOP_MS - 200).unref()
  }
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, stop)
  return stopping.signal
}

/** A reader of our output that goes away (EPIPE) must not end the measuring. */
function makeLog(level: string): pino.Logger {
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  return pino({ name: 'agent', base: null, level }, process.stdout)
}

function pause(ms: number | null, wake: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (wake.aborted) return resolve()
    const timer = setTimeout(done, Math.min(ms ?? 60_000, 60_000))
    function done() {
      clearTimeout(timer)
      wake.removeEventListener('abort', done)
      resolve()
    }
    wake.addEventListener('abort', done)
  })
}
