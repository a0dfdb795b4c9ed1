// Runs one flow once: `npm run probe -- <flow> [--target URL] [--config FILE] [--browser CHROMIUM] [--json]`.
// Exit codes: 0 ok or slow, 1 failed, 2 inconclusive, 3 not run (usage, settings, no permission).
// Compares two places: `npm run probe -- <flow or service …> --target staging --against production`: 0 no worse, 1 regression, 2, 3 as above.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openBrowsers, whyNoBrowser } from './checks/browser/browsers.ts'
import { openIdentity } from './credentials/open.ts'
import type { Flow, Target } from './flow.ts'
import { FLOWS, FLOWS_PROBLEM } from './flows.ts'
import { readGateOptions, runGate } from './gate/gate.ts'
import { whyNotAllowed } from './plan.ts'
import { startReplicas } from './replicas/replicas.ts'
import type { Verdict } from './result.ts'
import { runFlow } from './run-flow.ts'
import { type BrowserSettings, CANARIES, readAgentSettings, USER_AGENT } from './settings.ts'
import { printResult } from './table.ts'

const EXIT: Record<Verdict, number> = { ok: 0, slow: 0, failed: 1, inconclusive: 2 }
const NOT_RUN = 3
/** Of every service; a front door's role is its own name. */
const ROLES = ['www', 'plus', 'saeol', 'gpki', 'verification', 'report', 'dispatch']

const USAGE = `Usage: npm run probe -- <flow> [--target URL | --config FILE] [--browser CHROMIUM] [--json]
       npm run probe -- <flow or service …> --target NAME --against NAME [--config FILE | --fault FAULT …]
                        [--repeat 10] [--slower 1.5] [--junit FILE]     (NAME: production, standby, or of environments)
Flows:\n${FLOWS.map(describe).join('\n')}`

type Place = {
  target: Target
  userAgent: string
  canaries: string[]
  browser?: BrowserSettings | undefined
  close: () => Promise<void>
}

process.exitCode = await main()

async function main(): Promise<number> {
  try {
    if (FLOWS_PROBLEM) throw FLOWS_PROBLEM
    const { positionals, values } = parseOptions()
    if (values.against !== undefined) return await compare(positionals, values)
    const flow = readFlow(positionals, values)
    const place = await findPlace(flow, values)
    try {
      const browser = values.browser === undefined ? place.browser : { executable: values.browser }
      return await run(flow, { ...place, browser }, values.json ?? false)
    } finally {
      await place.close()
    }
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    return NOT_RUN
  }
}

type Values = ReturnType<typeof parseOptions>['values']

function readFlow([id, ...more]: string[], values: Values): Flow {
  const flow = FLOWS.find((one) => one.id === id)
  if (!flow || more.length > 0) throw new Error(id && !flow ? `There is no flow "${id}".\n${USAGE}` : USAGE)
  if (values.target !== undefined && values.config !== undefined) {
    throw new Error(`Give --target or --config, not both.\n${USAGE}`)
  }
  const stray = (['repeat', 'slower', 'junit', 'fault'] as const).find((name) => values[name] !== undefined)
  if (stray) throw new Error(`--${stray} is of use with --against only.\n${USAGE}`)
  return flow
}

function compare(positionals: string[], values: Values): Promise<number> {
  return runGate(flowsOf(positionals), readGateOptions(values), {
    env: process.env,
    now: Date.now,
    wait: (ms) => sleep(ms),
    tell: (line) => process.stderr.write(`${line}\n`),
    print: (text) => process.stdout.write(`${text}\n`),
  })
}

/** Flows by id or by service; those that drive a browser only by id. */
function flowsOf(names: string[]): Flow[] {
  const found = names.map((name) =>
    FLOWS.filter(({ id, service, kind }) => id === name || (service === name && kind !== 'browser')),
  )
  const unknown = names.find((_, index) => found[index]?.length === 0)
  if (unknown) throw new Error(`There is no flow or service "${unknown}".\n${USAGE}`)
  if (names.length === 0) throw new Error(USAGE)
  return [...new Set(found.flat())]
}

function parseOptions() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        target: { type: 'string' },
        config: { type: 'string' },
        json: { type: 'boolean' },
        browser: { type: 'string' },
        against: { type: 'string' },
        repeat: { type: 'string' },
        slower: { type: 'string' },
        junit: { type: 'string' },
        fault: { type: 'string', multiple: true },
      },
    })
  } catch (error) {
    throw new Error(`${(error as Error).message.split('. ')[0]}.\n${USAGE}`)
  }
}

function describe({ id, tier }: Flow): string {
  return `  ${id}${tier === 'authorised' ? '  (logs in)' : ''}`
}

async function findPlace(flow: Flow, { target, config }: { target?: string; config?: string }): Promise<Place> {
  if (target !== undefined) return placeAt(target, flow)
  if (config !== undefined) return placeIn(flow, config)
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-probe-'))
  const replicas = await startReplicas({ now: Date.now, folder })
  const close = async () => {
    await replicas.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { target: targetOf(flow, replicas.settings().targets), userAgent: USER_AGENT, canaries: [], close }
}

/** Every host of the service at one origin, nobody logged in. */
function placeAt(url: string, flow: Flow): Place {
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw new Error(`--target must be an http(s) address, not "${url}"`)
  const { origin } = new URL(url)
  const roles = [...ROLES, flow.id.split('/')[1] ?? '']
  const hosts = Object.fromEntries(roles.map((role) => [role, origin]))
  return { target: { hosts }, userAgent: USER_AGENT, canaries: CANARIES, close: async () => {} }
}

function placeIn(flow: Flow, file: string): Place {
  const settings = readAgentSettings(file, process.env)
  const target = targetOf(flow, settings.targets)
  const canaries = target.replica ? [] : (settings.canaries ?? CANARIES)
  return {
    target,
    canaries,
    userAgent: settings.userAgent ?? USER_AGENT,
    browser: settings.browser,
    close: async () => {},
  }
}

function targetOf({ service }: Flow, targets: Record<string, Target>): Target {
  const target = targets[service]
  if (!target) throw new Error(`The settings have no target "${service}"; add targets.${service} with its hosts.`)
  return target
}

async function run(flow: Flow, { target, userAgent, canaries, browser }: Place, json: boolean): Promise<number> {
  const why = whyNotAllowed(flow, target, Date.now())
  if (why) throw new Error(`${flow.id} is not run: ${why}`)
  if (flow.kind === 'browser' && !browser)
    throw new Error(`${flow.id} is not run: give --browser, the path of Chromium`)
  const noBrowser = browser ? whyNoBrowser(browser) : null
  if (noBrowser) throw new Error(noBrowser)
  const browsers = browser && openBrowsers(browser)
  const result = await runFlow(flow, {
    browsers,
    target,
    userAgent,
    canaries,
    identity: target.identity ? openIdentity(target.identity) : null,
    now: Date.now,
    trigger: 'schedule',
  })
  await browsers?.close()
  process.stdout.write(`${json ? JSON.stringify(result, null, 2) : printResult(result)}\n`)
  return EXIT[result.verdict as Verdict]
}
