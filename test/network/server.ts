// Runs inside the server's namespace: the replicas, and for each of their ports a relay on the namespace's own address.
import net from 'node:net'
import { startReplicas } from '../../probes/replicas/replicas.ts'
import type { ServerAnswer, ServerQuestion } from './protocol.ts'

const [address = '', folder = ''] = process.argv.slice(2)
/** Later than any probe waits for headers. */
const DELAY_MS = 40_000
const replicas = await startReplicas({ now: Date.now, folder, delayMs: DELAY_MS })
const { targets } = replicas.settings()
const origins = [...JSON.stringify(targets).matchAll(/https:\/\/[^/":]+:(\d+)/g)].map(([, port]) => Number(port))
for (const port of new Set(origins)) relay(port)

process.on('message', (question: ServerQuestion) => void answer(question))
process.on('disconnect', () => process.exit(0))
say({ type: 'ready', targets })

async function answer({ target, fault, on }: ServerQuestion): Promise<void> {
  await replicas.faults.set(target, fault, on)
  say({ type: 'done' })
}

function say(answer: ServerAnswer): void {
  process.send?.(answer)
}

/** An L4 balancer: accepts whoever comes, and drops them when nobody answers behind it. */
function relay(port: number): void {
  net
    .createServer({ noDelay: true }, (outer) => {
      const inner = net.connect({ port, host: '127.0.0.1', noDelay: true })
      for (const [from, to] of [
        [outer, inner],
        [inner, outer],
      ] as const) {
        from.on('error', () => to.destroy())
        from.pipe(to)
      }
      inner.on('close', () => outer.destroySoon())
      outer.on('close', () => inner.destroy())
    })
    .listen(port, address)
}
