import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { FLOWS } from '../../../probes/flows.ts'

const ENTRY = fileURLToPath(new URL('../../../probes/replicas/main.ts', import.meta.url))

test('the process says when it is ready, switches faults, and ends with its parent', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'replicas-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const child = fork(ENTRY, ['--folder', folder])
  t.after(() => child.kill('SIGKILL'))
  const [ready] = await once(child, 'message')
  assert.equal(ready.type, 'ready')
  for (const target of ['shared', 'government24', 'saeol']) assert.ok(ready.targets[target], target)
  assert.ok(FLOWS.every(({ id }) => ready.flows[id].everySeconds > 0))
  assert.deepEqual([ready.flows['saeol/login'].everySeconds, ready.flows['fallback-sites/nhis'].everySeconds], [5, 20])
  const ask = async (question: object) => {
    child.send(question)
    return (await once(child, 'message'))[0]
  }
  const fault = { type: 'fault', target: 'saeol', fault: 'refused', on: true }
  assert.deepEqual(await ask({ ...fault, id: 1 }), { type: 'done', id: 1 })
  const refusal = await ask({ ...fault, fault: 'flood', id: 2 })
  assert.deepEqual([refusal.type, refusal.id], ['refused', 2])
  const list = await ask({ type: 'list', id: 3 })
  assert.ok(list.targets[1].faults.some((one: { id: string; on: boolean }) => one.id === 'refused' && one.on))
  const since = performance.now()
  const ended = once(child, 'exit')
  child.disconnect()
  assert.equal((await ended)[0], 0)
  assert.ok(performance.now() - since < 1_000)
})
