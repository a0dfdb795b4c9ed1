import assert from 'node:assert/strict'
import net from 'node:net'
import { test } from 'node:test'
import { askCanaries } from '../../../probes/checks/canaries.ts'
import { listen } from './servers.ts'

const signal = new AbortController().signal

test('the median time of the canaries that answer, and how many do not', async (t) => {
  const port = await listen(t, net.createServer())
  const { ms, ...counts } = await askCanaries(['127.0.0.1:1', `127.0.0.1:${port}`], undefined, signal)
  assert.ok(ms !== null && ms > 0 && ms < 1_000)
  assert.deepEqual(counts, { failed: 1, of: 2 })
  assert.deepEqual(await askCanaries(['127.0.0.1:1', '127.0.0.2:1'], undefined, signal), { ms: null, failed: 2, of: 2 })
  assert.deepEqual(await askCanaries([], undefined, signal), { ms: null, failed: 0, of: 0 })
})
