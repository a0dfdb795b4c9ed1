// The replicas of the services run in a process of their own; this is the wire to them.
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { AgentSettings } from '../../probes/settings.ts'
import { type Child, startChild } from '../child.ts'

export type FaultList = { id: string; faults: { id: string; on: boolean }[] }[]

export type ReplicasProcess = {
  child: Child
  targets: AgentSettings['targets']
  /** How often which flow runs there. */
  flows: NonNullable<AgentSettings['flows']>
  faults: () => Promise<FaultList>
  /** Throws UnknownFault when there is no such target or fault. */
  setFault: (target: string, fault: string, on: boolean) => Promise<void>
}

export class UnknownFault extends Error {}

type Ready = { type: 'ready' } & Pick<ReplicasProcess, 'targets' | 'flows'>
type Answer = { id: number } & (
  | { type: 'done' }
  | { type: 'refused'; message: string }
  | { type: 'faults'; targets: FaultList }
)

const ENTRY = fileURLToPath(new URL('../../probes/replicas/main.ts', import.meta.url))

/** Starts the replicas with their certificates kept in `folder`. */
export async function startReplicasProcess(folder: string): Promise<ReplicasProcess> {
  const child = startChild(ENTRY, ['--folder', folder])
  const ready = await Promise.race([
    once(child.process, 'message').then(([message]) => message as Ready),
    child.ended.then((code) =>
      Promise.reject(new Error(`The replicas ended with code ${code} before they were ready.`)),
    ),
  ])
  const ask = conversation(child)
  return {
    child,
    targets: ready.targets,
    flows: ready.flows,
    faults: async () => {
      const answer = await ask({ type: 'list' })
      return answer.type === 'faults' ? answer.targets : []
    },
    setFault: async (target, fault, on) => {
      const answer = await ask({ type: 'fault', target, fault, on })
      if (answer.type === 'refused') throw new UnknownFault(answer.message)
    },
  }
}

function conversation(child: Child): (question: Record<string, unknown>) => Promise<Answer> {
  const waiting = new Map<number, (answer: Answer) => void>()
  let asked = 0
  child.process.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  })
  return (question) => {
    asked += 1
    const id = asked
    return new Promise((resolve, reject) => {
      waiting.set(id, resolve)
      child.process.send({ ...question, id }, (error) => error && reject(error))
    })
  }
}
