import assert from 'node:assert/strict'
import http, { type RequestListener } from 'node:http'
import { type TestContext, test } from 'node:test'
import { sweepSizes, sweptWords } from '../../../probes/checks/sweep.ts'
import { secureContext } from '../../../probes/checks/tls.ts'
import { noteEvidence } from '../../../probes/evidence.ts'
import { listen, lossyPath } from './servers.ts'

const LARGE = Buffer.alloc(64 * 1024, 'x')
const ranged: RequestListener = (request, answer) => {
  const last = Number(/^bytes=0-(\d+)$/.exec(request.headers.range ?? '')?.[1])
  request.resume().on('end', () => {
    if (request.url !== '/large' || Number.isNaN(last)) return answer.end('whole')
    answer.writeHead(206, { 'content-range': `bytes 0-${last}/${LARGE.length}` }).end(LARGE.subarray(0, last + 1))
  })
}

type Given = { listener?: RequestListener; loses?: { up?: boolean; down?: boolean } | null; upload?: boolean }

async function sweep(t: TestContext, { listener = ranged, loses = {}, upload = true }: Given) {
  const server = await listen(t, http.createServer(listener))
  const port = loses ? await lossyPath(t, server, loses) : server
  const origin = `http://127.0.0.1:${port}`
  const endpoint = { address: '127.0.0.1', port, secure: false, hostname: '127.0.0.1' }
  const suspect = {
    endpoint,
    small: `${origin}/`,
    large: `${origin}/large`,
    upload: upload ? `${origin}/upload` : null,
  }
  const evidence = noteEvidence()
  const settings = { secureContext: secureContext(), userAgent: 'Bongsu/0.1 test', pathMs: 300, sweepMs: 250 }
  const words = sweptWords(await sweepSizes(suspect, { ...settings, evidence }))
  return { words, sizes: evidence.read()?.sizes ?? [] }
}

test('the least size that stalls is found each way, counted as TCP payload', async (t) => {
  const { words, sizes } = await sweep(t, {})
  assert.equal(
    words,
    'from the service nothing arrives from 1448 bytes on (ranges); from us nothing arrives from 1448 bytes on (posts)',
  )
  const outcome = (way: string, bytes: number) =>
    sizes.find((one) => one.direction === way && one.bytes === bytes)?.outcome
  for (const way of ['down', 'up']) {
    assert.deepEqual([outcome(way, 1_400), outcome(way, 1_448)], ['ok', 'stalled'], way)
  }
})

test('only the way that loses is said to, the other passes', async (t) => {
  const { words } = await sweep(t, { loses: { up: false } })
  assert.equal(
    words,
    'from the service nothing arrives from 1448 bytes on (ranges); from us every size passes now (posts)',
  )
})

test('where no ranges are honoured and nothing takes uploads, padded requests are used and that is said', async (t) => {
  const { words, sizes } = await sweep(t, {
    listener: (_, answer) => void answer.end(LARGE),
    loses: { down: false },
    upload: false,
  })
  assert.equal(
    words,
    'from the service sizes cannot be tried: no ranges are honoured; from us nothing arrives from 1448 bytes on (padded requests)',
  )
  assert.ok(sizes.every(({ direction, bytes }) => direction === 'up' && bytes <= 6_000))
})

test('a path that is well again passes every size', async (t) => {
  const { words, sizes } = await sweep(t, { loses: null })
  assert.equal(words, 'from the service every size passes now (ranges); from us every size passes now (posts)')
  assert.ok(sizes.some(({ bytes, outcome }) => bytes === 64_000 && outcome === 'ok'))
})
