// The agent: `node probes/agent.ts --config FILE [--server URL] [--quiet] [--deliver FOLDER]`. Runs alone or as a child of the
// server; ends with its parent. `--deliver` sends a folder of results that was carried here, and ends: 0 all sent, 1 not.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { openBrowsers, whyNoBrowser } from './checks/browser/browsers.ts'
import { collect } from './collect.ts'
import { deliverFolder } from './deliver-folder.ts'
import { FLOWS, FLOWS_PROBLEM } from './flows.ts'
import { rememberCopies } from './issued-copies.ts'
import { openOutlets } from './outlets.ts'
import { pausesKept } from './pauses.ts'
import { readPauses, writePauses } from './pauses-file.ts'
import { type Plan, planFlows } from './plan.ts'
import { type AgentSettings, readAgentSettings, SettingsError } from './settings.ts'
import { makeBoot, openSpool } from './spool.ts'
import { LEAST_DAYS, spoolDays } from './spool-days.ts'

const EX_CONFIG = 78
/** `--server` wins over the settings: a server that starts its own agent knows best where it listens. */
const OPTIONS = {
  config: { type: 'string' },
  server: { type: 'string' },
  quiet: { type: 'boolean', default: false },
  deliver: { type: 'string' },
} as const
const STOP_MS = 2_000

process.exit(await main())

async function main(): Promise<number> {
  const stop = stopOnRequest()
  const { settings, plan, quiet, carried } = readOrExit()
  const log = makeLog(quiet ? 'warn' : 'info')
  return carried === undefined ? await work(settings, plan, log, stop) : await send(carried, settings, log, stop)
}

async function work(settings: AgentSettings, plan: Plan, log: pino.Logger, stop: AbortSignal): Promise<number> {
  for (const { flow, why } of plan.refused) log.warn({ flow }, `${flow} does not run: ${why}`)
  const outlets = await openOutlets(settings, makeBoot(Date.now()), log)
  warnOfSmallSpool(settings, plan, outlets.spool.bytesPerResult(), log)
  const file = join(settings.spool.folder, 'pauses.json')
  let written: Promise<void> = Promise.resolve()
  const paused = {
    pauses: pausesKept(await readPauses(file, log)),
    keep: (pauses: Parameters<typeof writePauses>[1]) => {
      written = written.then(() => writePauses(file, pauses, log))
    },
  }
  log.info({ location: settings.location, flows: plan.run.map(({ flow }) => flow.id) }, 'the agent runs')
  const clock = { now: Date.now, random: Math.random, pause, stop }
  const browsers = settings.browser && openBrowsers(settings.browser)
  const { spool, further } = outlets
  const copies = rememberCopies(randomBytes(32))
  await collect({ plan: plan.run, settings, spool, further, paused, browsers, copies, log, ...clock })
  await Promise.all([outlets.close(), written, browsers?.close()])
  return 0
}

async function send(folder: string, settings: AgentSettings, log: pino.Logger, stop: AbortSignal): Promise<number> {
  const { server, key } = settings
  const spool = await openSpool({ folder, boot: makeBoot(Date.now()), maxMegabytes: Infinity, log })
  const { delivered, why } = await deliverFolder({ settings, outlet: { server, key, spool }, log, now: Date.now, stop })
  await spool.close()
  if (why) log.error({ folder, delivered }, `not everything is delivered, ${why}; what is left stays in the folder`)
  else log.info({ folder, delivered }, 'everything in the folder is delivered')
  return why ? 1 : 0
}

function warnOfSmallSpool({ spool }: AgentSettings, { run }: Plan, bytesPerResult: number | null, log: pino.Logger) {
  const { days, megabytes } = spoolDays(run, spool.maxMegabytes ?? 1024, bytesPerResult)
  if (days >= LEAST_DAYS) return
  const advice = `for ${LEAST_DAYS} days set spool.maxMegabytes to ${megabytes}`
  log.warn({ days }, `the spool holds about ${days.toFixed(1)} days while no server takes results; ${advice}`)
}

function readOrExit() {
  try {
    if (FLOWS_PROBLEM) throw FLOWS_PROBLEM
    const { values } = parseArgs({ options: OPTIONS })
    if (!values.config) throw new SettingsError('(no file)', ['say where the settings are: --config FILE'])
    const read: AgentSettings = readAgentSettings(values.config, process.env)
    const settings = { ...read, server: values.server ?? read.server }
    const plan = planFlows(FLOWS, settings, Date.now())
    const noBrowser = settings.browser ? whyNoBrowser(settings.browser) : null
    const problems = noBrowser ? [...plan.problems, noBrowser] : plan.problems
    if (problems.length > 0) throw new SettingsError(values.config, problems)
    return { settings, plan, quiet: values.quiet, carried: values.deliver }
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
