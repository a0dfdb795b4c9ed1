// `npm run fault-matrix -- [target]`: switches every fault of every replica on in turn, runs every flow of that target, and prints
// what the runs said as a table (Markdown). A fault that no flow says anything of is one that Bongsu would not see: exit code 1.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openIdentity } from '../../probes/credentials/open.ts'
import type { Flow } from '../../probes/flow.ts'
import { FLOWS } from '../../probes/flows.ts'
import { startReplicas } from '../../probes/replicas/replicas.ts'
import type { Result } from '../../probes/result.ts'
import { runFlow } from '../../probes/run-flow.ts'

const LIMITS = { dnsMs: 1_500, tcpMs: 1_000, tlsMs: 1_000, headersMs: 3_000, idleMs: 1_000, pathMs: 700 }
const SLOW_SECONDS = 1
const DELAY_MS = 1_200
const TURNS = 6
/** What has replicas of its own but flows under another name, and flows that meet it on their way. */
const MET_BY: Record<string, string[]> = { gpki: ['shared', 'saeol'], 'integrated-verification': ['shared', 'saeol'] }

const only = process.argv[2]
const folder = mkdtempSync(join(tmpdir(), 'bongsu-matrix-'))
const replicas = await startReplicas({ now: Date.now, folder, delayMs: DELAY_MS })
const unseen: string[] = []
try {
  console.log('| target | fault | flows that say so | what they say |\n|---|---|---|---|')
  for (const { id: target, faults } of replicas.faults.list().targets) {
    if (only !== undefined && target !== only) continue
    for (const { id: fault } of faults) await look(target, fault)
  }
} finally {
  await replicas.close()
  rmSync(folder, { recursive: true, force: true })
}
if (unseen.length > 0) console.error(`No flow says anything of: ${unseen.join(', ')}`)
process.exit(unseen.length > 0 ? 1 : 0)

async function look(target: string, fault: string): Promise<void> {
  const standby = target.endsWith('-standby')
  const service = target.replace(/-standby$/, '')
  const flows = FLOWS.filter((flow) => (MET_BY[service] ?? [service]).includes(flow.service) && flow.kind !== 'browser')
  await replicas.faults.set(target, fault, true)
  let told: string[] = []
  // runs take turns among addresses: one that is well may be tried first
  for (let turn = 0; turn < TURNS && told.length === 0; turn++) {
    const said = await Promise.all(flows.map(async (flow) => sayingOf(await run(flow, standby, turn))))
    told = said.filter((words) => words !== 'ok')
  }
  await replicas.faults.set(target, fault, false)
  if (told.length === 0) unseen.push(`${target}/${fault}`)
  const words = [...Map.groupBy(told, (one) => one.split(' at ')[0] ?? '')].map(([one, all]) => {
    const steps = [...new Set(all.flatMap((each) => each.split(' at ')[1] ?? []))]
    return `${one}${steps.length > 0 ? ` at ${steps.join(', ')}` : ''}${all.length < told.length ? ` (${all.length})` : ''}`
  })
  console.log(`| ${target} | ${fault} | ${told.length} of ${flows.length} | ${words.join('; ')} |`)
}

function run(flow: Flow, standby: boolean, turn: number) {
  const service = replicas.settings().targets[flow.service]
  const target = standby ? service?.standby : service
  if (!target) throw new Error(`the replicas have no target for ${flow.id}`)
  return runFlow(flow, {
    target,
    identity: target.identity ? openIdentity(target.identity) : null,
    userAgent: 'BongsuProbe/matrix',
    now: () => Date.now() + turn * 1000,
    trigger: 'schedule',
    timing: { slowAfterSeconds: SLOW_SECONDS },
    limits: LIMITS,
  })
}

function sayingOf({ verdict, reason, fault, evidence }: Omit<Result, 'sequence'>): string {
  if (fault) return `${fault.layer}/${fault.code} at ${fault.step}`
  if (verdict === 'slow') return 'slow'
  if (verdict === 'inconclusive') return `inconclusive: ${reason.split(':')[0]}`
  const bad = evidence?.names.some(({ rcode }) => rcode !== 'NOERROR') || evidence?.ends.some(({ tcp }) => tcp !== 'ok')
  return bad ? 'ok, and its evidence shows it' : 'ok'
}
