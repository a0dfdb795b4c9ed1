import assert from 'node:assert/strict'
import http, { type RequestListener } from 'node:http'
import { type TestContext, test } from 'node:test'
import { compareSizes } from '../../../probes/checks/sizes.ts'
import { secureContext } from '../../../probes/checks/tls.ts'
import { noteEvidence } from '../../../probes/evidence.ts'
import { listen, lossyPath } from './servers.ts'

const LARGE = Buffer.alloc(64 * 1024, 'x')
const service: RequestListener = (request, answer) => {
  request.resume().on('end', () => answer.end(request.url === '/large' ? LARGE : 'small'))
}

type Losing = { up?: boolean; down?: boolean }

async function compare(
  t: TestContext,
  { listener = service, loses, upload = true }: { listener?: RequestListener; loses?: Losing; upload?: boolean },
) {
  const server = await listen(t, http.createServer(listener))
  const port = loses ? await lossyPath(t, server, loses) : server
  const origin = `http://127.0.0.1:${port}`
  const pair = { small: `${origin}/small`, large: `${origin}/large`, ...(upload ? { upload: `${origin}/upload` } : {}) }
  const evidence = noteEvidence()
  const settings = {
    secureContext: secureContext(),
    userAgent: 'Bongsu/0.1 test',
    pathMs: 400,
    largeMs: 500,
    againMs: 150,
  }
  const endpoint = { address: '127.0.0.1', port, secure: false, hostname: '127.0.0.1' }
  const seen = await compareSizes(endpoint, { ...settings, pair, evidence })
  const sizes = evidence.read()?.sizes.map(({ direction, bytes, outcome }) => `${direction} ${bytes} ${outcome}`)
  return { ...seen, sizes }
}

test('small and large that pass say that the way is fine, and each exchange is noted', async (t) => {
  const { lost, slow, fine, sizes } = await compare(t, {})
  assert.deepEqual([lost, slow], [null, null])
  assert.match(fine ?? '', /64 KiB pass in 0\.\d+ s/)
  assert.deepEqual(sizes, ['down 5 ok', 'down 65536 ok', 'up 65536 ok'])
})

for (const [words, loses, sizes] of [
  ['on the way from the service to us', { up: false }, ['down 65536 stalled', 'up 65536 ok']],
  ['on the way from us to the service', { down: false }, ['down 65536 ok', 'up 65536 stalled']],
  ['both ways', {}, ['down 65536 stalled', 'up 65536 stalled']],
] as const) {
  test(`large packets lost ${words} are a fault of the path that says so`, async (t) => {
    const seen = await compare(t, { loses })
    assert.deepEqual([seen.lost?.layer, seen.lost?.code], ['path', 'large-packets-lost'])
    assert.match(seen.lost?.message ?? '', new RegExp(`^large packets are lost ${words}: a small answer comes in`))
    assert.deepEqual(seen.sizes, ['down 5 ok', ...sizes])
  })
}

test('without an address for uploads the way up is tried by a padded request, and the cause says so', async (t) => {
  const { lost, sizes } = await compare(t, { loses: {}, upload: false })
  assert.match(lost?.message ?? '', /both ways: .*a request padded to 3 kB gets no answer, no address takes uploads$/)
  assert.deepEqual(sizes, ['down 5 ok', 'down 65536 stalled', 'up 3000 stalled'])
})

test('a large answer that stalls once and passes on another fresh connection is no loss', async (t) => {
  let asked = 0
  const { lost, fine } = await compare(t, {
    listener: (request, answer) => {
      if (request.url !== '/large' || ++asked > 1) service(request, answer as never)
    },
  })
  assert.deepEqual([lost, asked], [null, 2])
  assert.match(fine ?? '', /64 KiB pass/)
})

test('large answers that come far too late, twice, are slow and no loss', async (t) => {
  const { lost, slow } = await compare(t, {
    listener: (request, answer) => {
      if (request.url === '/large') setTimeout(() => answer.end(LARGE), 300)
      else service(request, answer as never)
    },
  })
  assert.equal(lost, null)
  assert.match(slow ?? '', /^slow: 64 KiB take 0\.\d+ s, where little takes 0\.\d+ s$/)
})

test('a service that answers nothing at all, or an error, says nothing about sizes', async (t) => {
  const silent = await compare(t, { listener: () => {} })
  assert.deepEqual([silent.lost, silent.slow, silent.fine, silent.sizes], [null, null, null, ['down 0 stalled']])
  const overloaded = await compare(t, { listener: (_, answer) => void answer.writeHead(503).end('busy') })
  assert.deepEqual([overloaded.lost, overloaded.slow, overloaded.fine], [null, null, null])
  assert.deepEqual(overloaded.sizes, ['down 4 status-503', 'down 4 status-503', 'up 65536 status-503'])
})
