// While the front page is loaded to saturation: how long a result takes from the request until it is committed and acknowledged, and
// how long the first mail of a new incident takes from the first failing run; beside the same without load, by the whole program.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { REPORT_PATH, type ReportAnswer, type Result } from '../../probes/result.ts'
import { KEY, LOCATIONS, randomFrom, resultOf, signedReport } from './ingest-reports.ts'
import { startServer } from './ingest-server.ts'
import { load, pinToServerCore } from './load.ts'
import { startSink } from './start-sink.ts'

type LoadedFigures = {
  commitP99Ms: number
  usualCommitP99Ms: number
  /** How much later the first mail left than without load. */
  firstMessageLaterMs: number
  usualFirstMessageMs: number
}

const WARM_UP_RUNS = 6
const REPORT_EVERY_MS = 100
const MEASURED = 200
const FAILING_EVERY_MS = 2000
const TELLING_WAITS_MS = 90_000
const LOADED_SECONDS = 60
/** Of two services that share nothing, so that the second is an incident of its own. */
const QUIET = 'government24/building-register'
const BROKEN = ['government24/land-register', 'emergency-rescue/web-report'] as const

export async function whileLoaded(): Promise<LoadedFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-loaded-'))
  const sink = await startSink()
  const server = await startServer(folder, LOCATIONS, KEY, {
    notify: { email: { from: 'status@example.org', smtp: { host: '127.0.0.1', port: sink.port } } },
    subscribers: [{ channel: 'email', address: 'clerk@example.org', role: 'center', name: 'Bench' }],
  })
  try {
    pinToServerCore(server.pid)
    const reporters = startReporters(server.address)
    for (let run = 0; run < WARM_UP_RUNS; run += 1) {
      for (const component of [QUIET, ...BROKEN]) await reporters.all(component, true)
    }
    const usual = await measure(reporters, BROKEN[0], sink)
    const loading = load(`${server.address}/`, LOADED_SECONDS)
    await pause(1000)
    const loaded = await measure(reporters, BROKEN[1], sink)
    await loading
    return {
      commitP99Ms: loaded.commitP99Ms,
      usualCommitP99Ms: usual.commitP99Ms,
      firstMessageLaterMs: loaded.firstMessageMs - usual.firstMessageMs,
      usualFirstMessageMs: usual.firstMessageMs,
    }
  } finally {
    await server.stop()
    sink.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Reporters = ReturnType<typeof startReporters>
type Sink = Awaited<ReturnType<typeof startSink>>

async function measure(reporters: Reporters, broken: string, sink: Sink) {
  const took: number[] = []
  for (let one = 0; one < MEASURED; one += 1) {
    const begun = performance.now()
    await reporters.one(LOCATIONS[one % LOCATIONS.length] ?? '', QUIET, true)
    took.push(performance.now() - begun)
    await pause(REPORT_EVERY_MS)
  }
  await sink.ask('clear')
  const begun = Date.now()
  let firstAt: number | null = null
  for (let next = begun; firstAt === null; next += FAILING_EVERY_MS) {
    if (Date.now() - begun > TELLING_WAITS_MS) throw new Error(`no mail came of ${broken}`)
    await reporters.all(broken, false)
    await pause(Math.max(0, next + FAILING_EVERY_MS - Date.now()))
    firstAt = (await sink.ask('count')).firstAt
  }
  took.sort((a, b) => a - b)
  return { commitP99Ms: Math.round(took[Math.floor(took.length * 0.99)] ?? 0), firstMessageMs: firstAt - begun }
}

function startReporters(address: string) {
  const dispatcher = new Agent({ connections: LOCATIONS.length })
  const random = randomFrom(6)
  const sequences = new Map<string, number>()
  const one = async (location: string, component: string, works: boolean): Promise<void> => {
    const sequence = (sequences.get(location) ?? 0) + 1
    sequences.set(location, sequence)
    const now = Date.now()
    const result = {
      ...resultOf({ flow: component, component }, sequence, now - 600, random),
      ...(works ? WORKS : FAILS),
    }
    const { body, headers } = signedReport(location, `agent-${location}`, '1', result, now)
    const answer = await request(`${address}${REPORT_PATH}`, { method: 'POST', body, headers, dispatcher })
    const { acknowledged } = (await answer.body.json()) as Partial<ReportAnswer>
    if (acknowledged?.sequence !== sequence)
      throw new Error(`report ${sequence} was answered with ${answer.statusCode}`)
  }
  return {
    one,
    all: (component: string, works: boolean) =>
      Promise.all(LOCATIONS.map((location) => one(location, component, works))),
  }
}

const WORKS: Partial<Result> = { verdict: 'ok', fault: null }
const FAILS: Partial<Result> = {
  verdict: 'failed',
  fault: {
    layer: 'http',
    step: 'issue',
    code: 'status',
    target: 'https://www.example.org/issue',
    expectation: 'status 200',
    cause: 'status 503',
  },
}
