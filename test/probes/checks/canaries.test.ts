import assert from 'node:assert/strict'
import net from 'node:net'
import { test } from 'node:test'
import { ourNetworkWorks } from '../../../probes/checks/canaries.ts'
import { listen } from './servers.ts'

const signal = new AbortController().signal

test('our network works when any canary answers, and does not when none does', async (t) => {
  const port = await listen(t, net.createServer())
  assert.equal(await ourNetworkWorks(['127.0.0.1:1', `127.0.0.1:${port}`], undefined, signal), true)
  assert.equal(await ourNetworkWorks(['127.0.0.1:1', '127.0.0.2:1'], undefined, signal), false)
})
