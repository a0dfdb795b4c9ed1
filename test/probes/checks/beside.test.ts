import assert from 'node:assert/strict'
import http, { type RequestListener } from 'node:http'
import { type TestContext, test } from 'node:test'
import Value from 'typebox/value'
import { type Flow, StepFailure, step } from '../../../probes/flow.ts'
import { EvidenceSchema } from '../../../probes/result.ts'
import { runFlow } from '../../../probes/run-flow.ts'
import { aFlow } from '../a-flow.ts'
import { listen, lossyPath } from './servers.ts'

const LARGE = Buffer.alloc(64 * 1024, 'x')
const service: RequestListener = (request, answer) => {
  request.resume().on('end', () => answer.end(request.url === '/large' ? LARGE : 'small'))
}

async function run(t: TestContext, steps: Flow['steps'], { lossy = false, listener = service } = {}) {
  const server = await listen(t, http.createServer(listener))
  const port = lossy ? await lossyPath(t, server) : server
  const origin = `http://127.0.0.1:${port}`
  const sizePair = { small: `${origin}/small`, large: `${origin}/large`, upload: `${origin}/upload` }
  return runFlow(aFlow(...steps), {
    target: { hosts: { www: origin }, sizePair },
    identity: null,
    userAgent: 'Bongsu/0.1 test',
    now: () => 1_700_000_000_000,
    trigger: 'schedule',
    limits: { headersMs: 400, pathMs: 300, largeMs: 500, againMs: 200, sweepMs: 250 },
  })
}

const main = step('main', async ({ session, target }) => void (await session.get(`${target.hosts.www}/`)))
const failsIn = (layer: 'auth' | 'app' | 'http', code: string) =>
  step('login', async () => {
    throw new StepFailure({ layer, code, target: 'x', expectation: 'y', cause: 'it does not' })
  })

test('beside a run that goes well small and large are compared, and the kernel counts', async (t) => {
  const { verdict, evidence } = await run(t, [main])
  assert.equal(verdict, 'ok')
  assert.ok(Value.Check(EvidenceSchema, evidence))
  assert.deepEqual(
    evidence.sizes.map(({ direction, bytes, outcome }) => [direction, bytes, outcome]),
    [
      ['down', 5, 'ok'],
      ['down', 65_536, 'ok'],
      ['up', 65_536, 'ok'],
    ],
  )
  assert.equal(evidence.kernel !== undefined, process.platform === 'linux')
})

test('steps that went well do not hide that large packets are lost', async (t) => {
  const { verdict, fault, steps } = await run(t, [main], { lossy: true })
  assert.deepEqual(
    [verdict, fault?.layer, fault?.code, fault?.step],
    ['failed', 'path', 'large-packets-lost', 'size_pair'],
  )
  assert.match(fault?.cause ?? '', /both ways.*from us nothing arrives from 1448 bytes on \(posts\)/)
  assert.deepEqual(
    steps.map(({ outcome }) => outcome),
    ['ok'],
  )
})

test('a connection that breaks where large packets are lost is of the path', async (t) => {
  const { fault } = await run(t, [failsIn('http', 'connection-closed')], { lossy: true })
  assert.deepEqual([fault?.layer, fault?.step], ['path', 'login'])
})

test('what the service itself says stays its own fault, whatever is lost', async (t) => {
  const { fault } = await run(t, [failsIn('app', 'wrong-title')], { lossy: true })
  assert.deepEqual([fault?.layer, fault?.code, fault?.cause], ['app', 'wrong-title', 'it does not'])
})

test('a login that fails over a way that carries large packets says that the way is fine', async (t) => {
  const { fault } = await run(t, [failsIn('auth', 'certificate-verification-unavailable')])
  assert.equal(fault?.layer, 'auth')
  assert.match(fault?.cause ?? '', /^it does not; the way to the service itself is fine: 64 KiB pass in \d\.\d+ s$/)
})

test('a service that answers nothing is never a fault of the path', async (t) => {
  const { fault } = await run(t, [main], { listener: () => {} })
  assert.deepEqual([fault?.layer, fault?.code], ['http', 'headers-timeout'])
})
