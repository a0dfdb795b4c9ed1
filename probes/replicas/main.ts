// Runs the replicas as a process of their own: `node probes/replicas/main.ts --folder DIR`.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { rehearsalPace } from './pace.ts'
import { startReplicas } from './replicas.ts'

type Question = { type: 'fault'; id: number; target: string; fault: string; on: boolean } | { type: 'list'; id: number }

const { values } = parseArgs({ options: { folder: { type: 'string' } } })
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'bongsu-replicas-'))
const replicas = await startReplicas({ now: Date.now, folder })
const { targets } = replicas.settings()

for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(signal, stop)
process.on('message', (question: Question) => void answer(question))
if (process.send) process.send({ type: 'ready', targets, flows: rehearsalPace() })
else console.log(JSON.stringify(targets, null, 2))

async function answer(question: Question): Promise<void> {
  const { id } = question
  if (question.type === 'list') return void process.send?.({ type: 'faults', id, ...replicas.faults.list() })
  try {
    await replicas.faults.set(question.target, question.fault, question.on)
    process.send?.({ type: 'done', id })
  } catch (error) {
    process.send?.({ type: 'refused', id, message: error instanceof Error ? error.message : String(error) })
  }
}

/** Leaves no longer than half a second to connections: nothing here is worth waiting for. */
function stop(): void {
  setTimeout(() => process.exit(0), 500).unref()
  void replicas.close().finally(() => process.exit(0))
}
