// The sensors against real servers and a real folder.
import assert from 'node:assert/strict'
import dgram from 'node:dgram'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { askHealth } from '../../../probes/checks/health.ts'
import { watchLoad } from '../../../probes/checks/load.ts'
import { HEALTH_LIMITS } from '../../../probes/health.ts'
import { serve } from './servers.ts'

const NOW = 1_700_000_000_000

test('everything is asked at once, and what is not asked is unknown', async (t) => {
  const server = await serve(t, (request, response) => {
    const nonce = new URL(request.url ?? '', 'http://x').searchParams.get('nonce')
    response.end(JSON.stringify({ nonce, now: NOW + 7_000 }))
  })
  const refusing = dgram.createSocket('udp4')
  refusing.on('message', (query, { port, address }) => {
    const answer = Buffer.from(query)
    answer.writeUInt16BE(0x8185, 2) // a response that says REFUSED
    refusing.send(answer, port, address)
  })
  refusing.bind(0, '127.0.0.1')
  await once(refusing, 'listening')
  t.after(() => refusing.close())
  const resolvers = [`127.0.0.1:${refusing.address().port}`, '127.0.0.1:1']
  const self = { servers: [server], resolvers, folder: tmpdir(), limits: HEALTH_LIMITS, now: () => NOW }
  const canaries = [new URL(server).host, '127.0.0.1:1']
  const question = { self, load: null, network: true, canaries, nameServers: undefined, timeoutMs: 2_000 }
  const seen = await askHealth(question)
  assert.deepEqual([seen.echo, seen.clockOffsetMs, seen.canariesFailed, seen.of], ['ok', 7_000, 1, 2])
  assert.deepEqual([seen.resolversFailed, seen.resolvers], [1, 2])
  assert.ok((seen.freeMegabytes ?? 0) > 0)
  const near = await askHealth({ ...question, network: false })
  assert.deepEqual([near.of, near.resolvers, near.gateway, near.clockOffsetMs], [0, 0, 'unknown', 7_000])
})

test('a process that does nothing else for long is late, one that waits is not', async () => {
  const ticking = async (work: () => void) => {
    const load = watchLoad()
    for (let turn = 0; turn < 5; turn += 1) {
      await once(AbortSignal.timeout(15), 'abort')
      work()
    }
    await once(AbortSignal.timeout(15), 'abort')
    load.end()
    return load.read().lagMs ?? 0
  }
  const until = (ms: number) => {
    const end = performance.now() + ms
    while (performance.now() < end);
  }
  assert.ok((await ticking(() => until(120))) > 80)
  // others may keep this machine busy for a while
  let quiet = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 20 && quiet >= 80; tries += 1) quiet = await ticking(() => {})
  assert.ok(quiet < 80)
})
