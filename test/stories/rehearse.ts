// `npm run rehearse -- 2023-11-17`: a day that happened, in accelerated time, on the real server, for people to watch.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { REPORT_PATH, type ReportAnswer, signReport } from '../../probes/result.ts'
import type { Rehearsal } from '../../server/rehearsal/rehearsal.ts'
import { startScripted } from '../../server/rehearsal/scripted.ts'
import { startBongsu } from '../../server/start.ts'
import type { SimulatedAgent } from '../simulation/agent.ts'
import { DAYS, type Day } from './days.ts'
import { agentsOf, DAY_PLACES, nextTick } from './play-day.ts'
import { clockOf } from './tell-day.ts'

const USAGE = `npm run rehearse -- DAY [--speed N] [--port N] [--data DIR]
  DAY         ${DAYS.map(({ id, title }) => `${id} (${title})`).join(', ')}
  --speed N   seconds of that day in one second (default 600; at 60 an hour takes a minute)
  --port N    where the page is served (default 8080; 0 picks a free port)
  --data DIR  where the database is kept (default a new folder)`

const NAMES: Record<string, { ko: string; en: string }> = {
  daejeon: { ko: '대전', en: 'Daejeon' },
  sejong: { ko: '세종', en: 'Sejong' },
  seoul: { ko: '서울', en: 'Seoul' },
}
const POLL_MS = 100

const { day, speed, port, data } = readArguments()
const begun = performance.now()
const now = () => Math.round(day.from + (performance.now() - begun) * speed)
const locations = DAY_PLACES.map((id) => ({
  id,
  name: NAMES[id] ?? { ko: id, en: id },
  key: `${id}-scripted-key-of-this-rehearsal`,
}))
let rehearsal: Rehearsal | null = null
const bongsu = await startBongsu(
  { port, data, config: null },
  {
    now,
    env: {},
    say: () => {},
    giveUp: () => {},
    rehearse: async (folder, wanted, clock) => {
      rehearsal = await startScripted(folder, wanted, locations, clock)
      return rehearsal
    },
  },
)
say(`${day.title}: ${speed} times as fast, from ${clockOf(day.from)} to ${clockOf(day.until)} (Korean time)`)
say(`  The page         ${bongsu.address}`)
say(`  Mails and texts  ${bongsu.address}/rehearsal/messages`)
say(`  The API          ${bongsu.address}/api/v2/summary.json`)
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())

await Promise.race([play(), new Promise((resolve) => stopping.signal.addEventListener('abort', resolve))])
if (!stopping.signal.aborted) {
  say('The day is over. The page stays until Ctrl-C.')
  await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve))
}
await bongsu.stop()
process.exit(0)

async function play(): Promise<void> {
  const agents = agentsOf(day)
  let shown = 0
  for (let tick = day.from; tick < day.until && !stopping.signal.aborted; tick = nextTick(day, tick)) {
    while (now() < tick && !stopping.signal.aborted) await pause(Math.min(POLL_MS, (tick - now()) / speed + 1))
    for (const agent of agents) {
      agent.work(tick)
      await report(agent)
    }
    shown = showMessages(shown)
  }
}

/** As an agent does, over HTTP; what the server does not take now is sent again with the next report. */
async function report(agent: SimulatedAgent): Promise<void> {
  const pending = agent.pending()
  const key = locations.find(({ id }) => id === agent.place)?.key
  if (!pending || !key) return
  const body = JSON.stringify(pending)
  const headers = { 'content-type': 'application/json', ...signReport(agent.place, key, body, now()) }
  const response = await fetch(new URL(REPORT_PATH, bongsu.address), { method: 'POST', body, headers })
  if (response.status !== 200)
    return say(`  ${agent.place}: the server answers ${response.status} ${await response.text()}`)
  const { acknowledged, bursts = [] } = (await response.json()) as ReportAnswer
  agent.acknowledge(acknowledged.sequence)
  agent.hear(bursts, now())
}

function showMessages(shown: number): number {
  const messages = rehearsal?.messages() ?? []
  for (const { at, channel, to, subject, text } of messages.slice(shown)) {
    say(`${clockOf(Date.parse(at))}  ${channel} to ${to}: ${subject || text.split('\n')[0]}`)
  }
  return messages.length
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function readArguments(): { day: Day; speed: number; port: number; data: string } {
  const option = { type: 'string' } as const
  try {
    const { values, positionals } = parseArgs({
      options: { speed: option, port: option, data: option },
      allowPositionals: true,
    })
    const found = DAYS.find(({ id }) => id === positionals[0])
    if (!found) throw new Error(`There is no script of "${positionals[0] ?? ''}".`)
    const speed = Number(values.speed ?? 600)
    if (!(speed >= 1 && speed <= 3600))
      throw new Error(`--speed must be a number from 1 to 3600, not "${values.speed}".`)
    const wanted = Number(values.port ?? 8080)
    if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535)
      throw new Error(`--port must be a whole number from 0 to 65535, not "${values.port}".`)
    return { day: found, speed, port: wanted, data: values.data ?? mkdtempSync(join(tmpdir(), 'bongsu-rehearse-')) }
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`)
    process.exit(2)
  }
}
