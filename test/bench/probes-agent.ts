// The loops of one agent in a process of its own: many copies of one flow, always due; tells how many results it has.
// Words of its command line: settings file (JSON: targets, server, key), spool folder, copies.
import { readFileSync } from 'node:fs'
import { collect } from '../../probes/collect.ts'
import { FLOWS } from '../../probes/flows.ts'
import { planFlows } from '../../probes/plan.ts'
import type { AgentSettings } from '../../probes/settings.ts'
import { makeBoot, openSpool, type Spool } from '../../probes/spool.ts'
import { FLOW } from './probes-flow.ts'

const [file = '', folder = '', copies = '1'] = process.argv.slice(2)
const { targets, server, key } = JSON.parse(readFileSync(file, 'utf8')) as Pick<
  AgentSettings,
  'targets' | 'server' | 'key'
>
const settings: AgentSettings = {
  name: 'bench',
  location: 'bench',
  key,
  server,
  spool: { folder },
  canaries: [],
  concurrency: Number(copies),
  concurrencyPerHost: Number(copies),
  targets,
  flows: { '*': { everySeconds: 0.001 } },
}
const flow = FLOWS.find(({ id }) => id === FLOW)
if (!flow) throw new Error(`there is no flow ${FLOW}`)
const twins = Array.from({ length: Number(copies) }, (_, index) => ({ ...flow, id: `${flow.id}-${index + 1}` }))
const { run } = planFlows(twins, { ...settings, flows: undefined } as AgentSettings, Date.now())
const plan = run.map((one) => ({ ...one, timing: { ...one.timing, everySeconds: 0.001 } }))

const counts = { ok: 0, other: 0 }
const log = { info: () => {}, warn: console.error, error: console.error }
const stop = new AbortController()
process.on('message', (asked) => {
  if (asked === 'count') process.send?.({ ...counts, rss: process.memoryUsage().rss, cpu: process.cpuUsage() })
  else stop.abort()
})
process.on('disconnect', () => process.exit(0))
const spool = counting(await openSpool({ folder, boot: makeBoot(Date.now()), log }))
process.send?.('ready')
await collect({ plan, settings, spool, log, now: Date.now, random: Math.random, pause, stop: stop.signal })
await spool.close()
process.exit(0)

function counting(spool: Spool): Spool {
  return {
    ...spool,
    append: (result) => {
      if (result.verdict === 'ok') counts.ok += 1
      else {
        counts.other += 1
        console.error(result.verdict, result.reason, result.fault)
      }
      return spool.append(result)
    },
  }
}

function pause(ms: number | null, wake: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (wake.aborted) return resolve()
    const timer = setTimeout(done, ms ?? 60_000)
    function done() {
      clearTimeout(timer)
      wake.removeEventListener('abort', done)
      resolve()
    }
    wake.addEventListener('abort', done)
  })
}
