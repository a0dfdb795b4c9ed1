// `npm run bench:probes -- [--seconds 600] [--no-browser]`: what a login-and-issue flow costs as against the same requests made by
// undici alone, how many an agent on one core sustains, whether its memory stays flat, and what a browser flow takes.
import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openIdentity } from '../../probes/credentials/open.ts'
import { FLOWS } from '../../probes/flows.ts'
import { runFlow } from '../../probes/run-flow.ts'
import type { Target } from '../../probes/settings.ts'
import { bareCounterIssue } from './bare-counter-issue.ts'
import { median, rounded } from './figures.ts'
import { browserFigures } from './probes-browser.ts'
import { FLOW } from './probes-flow.ts'

const ROUNDS = 9
const RUNS = 60
const WARM_UP = 250
const COPIES = 8
const WARM_UP_MS = 30_000
const USER_AGENT = 'BongsuProbe/bench'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '600' }, 'no-browser': { type: 'boolean', default: false } },
})
const folder = mkdtempSync(join(tmpdir(), 'bongsu-bench-probes-'))
const pinned = spawnSync('taskset', ['--version']).status === 0
const children: ChildProcess[] = []
try {
  const replicas = start('../../probes/replicas/main.ts', ['--folder', folder], 1)
  const [{ targets }] = (await once(replicas, 'message')) as [{ targets: Record<string, Target> }]
  // the flow alone: what is looked at beside it, where a target has a size pair, is not part of it
  const { sizePair: _, ...plain } = targets.saeol as Target
  targets.saeol = plain
  const cpu = await cpuRatio(plain)
  const agent = await sustain(targets, Number(values.seconds) * 1000)
  if (!values['no-browser']) console.log(await browserLine())
  console.log(JSON.stringify({ cpuRatio: cpu, ...agent }))
} finally {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}

/** Both sides take turns in short slices; the median of the slices' ratios, since others use the machine as well. */
async function cpuRatio(target: Target): Promise<number> {
  const flow = FLOWS.find(({ id }) => id === FLOW)
  if (!flow || !target.identity) throw new Error(`the replicas have no target for ${FLOW}`)
  const identity = openIdentity(target.identity)
  const ours = async () => {
    const result = await runFlow(flow, { target, identity, userAgent: USER_AGENT, now: Date.now, trigger: 'schedule' })
    if (result.verdict !== 'ok') throw new Error(`${FLOW}: ${result.reason} ${result.fault?.cause}`)
  }
  const bare = () => bareCounterIssue(target, identity, USER_AGENT)
  await cpuOf(WARM_UP, ours)
  await cpuOf(WARM_UP, bare)
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const [one, other] = [await cpuOf(RUNS, ours), await cpuOf(RUNS, bare)]
    ratios.push(one / other)
    console.log(`flow ${one.toFixed(2)} ms of CPU, bare requests ${other.toFixed(2)} ms: ${(one / other).toFixed(2)}`)
  }
  return rounded(median(ratios), 2)
}

/** The rest of the benchmark stands where no Chromium can be started. */
async function browserLine(): Promise<string> {
  try {
    const { browserExtraMB, overDeadlineSeconds } = await browserFigures()
    return `browser: ${browserExtraMB} MB beyond a blank page, stuck pages ${overDeadlineSeconds} s beyond their deadline`
  } catch (error) {
    return `browser: not measured, ${(error as Error).message.split('\n')[0]}`
  }
}

async function cpuOf(runs: number, work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  for (let run = 0; run < runs; run += 1) await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / runs
}

type Count = { ok: number; other: number; rss: number }

/** An agent with a spool and a server that acknowledges, on a core of its own. */
async function sustain(targets: Record<string, Target>, forMs: number) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { boot, results } = JSON.parse(Buffer.concat(chunks).toString()) as {
      boot: string
      results: { sequence: number }[]
    }
    const acknowledged = { boot, sequence: Math.max(0, ...results.map(({ sequence }) => sequence)) }
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ acknowledged, refused: [], bursts: [], contract: 3 }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const file = join(folder, 'settings.json')
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  writeFileSync(file, JSON.stringify({ targets, server: address, key: 'k'.repeat(32) }))
  const agent = start('probes-agent.ts', [file, join(folder, 'spool'), String(COPIES)], 0)
  await once(agent, 'message')
  await sleep(WARM_UP_MS)
  const from = await count(agent)
  const begun = performance.now()
  await sleep(forMs)
  const until = await count(agent)
  const seconds = (performance.now() - begun) / 1000
  agent.send('stop')
  await Promise.race([once(agent, 'exit'), sleep(5_000)])
  server.close()
  server.closeAllConnections()
  if (until.other > 0) throw new Error(`${until.other} runs did not succeed`)
  return {
    flowsPerSecond: rounded((until.ok - from.ok) / seconds, 2),
    rssGrowthMB: Math.round((until.rss - from.rss) / 1024 / 1024),
  }
}

async function count(agent: ChildProcess): Promise<Count> {
  agent.send('count')
  const [answer] = (await once(agent, 'message')) as [Count]
  return answer
}

function start(entry: string, words: string[], core: number): ChildProcess {
  const child = fork(join(import.meta.dirname, entry), words, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    ...(pinned && { execPath: 'taskset', execArgv: ['-c', String(core), process.execPath] }),
  })
  children.push(child)
  return child
}
