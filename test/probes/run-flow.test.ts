import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import net from 'node:net'
import { type TestContext, test } from 'node:test'
import Value from 'typebox/value'
import { Inconclusive, step } from '../../probes/flow.ts'
import { FaultSchema, type Result, ResultSchema, StepResultSchema } from '../../probes/result.ts'
import { type RunSettings, runFlow } from '../../probes/run-flow.ts'
import { aFlow } from './a-flow.ts'
import { html, listen, lossyPath, serve } from './checks/servers.ts'

const asHtml = { 'content-type': 'text/html; charset=utf-8' }

function settings(origin: string, more: Partial<RunSettings> = {}): RunSettings {
  return {
    target: { hosts: { www: origin } },
    identity: null,
    userAgent: 'Bongsu/0.1 test',
    now: () => 1_700_000_000_000,
    trigger: 'schedule',
    limits: { tcpMs: 300, headersMs: 400, pathMs: 200, canaryMs: 300 },
    ...more,
  }
}

const main = step('main', async ({ session, target, expect, keep }) => {
  const page = await session.get(`${target.hosts.www}/?s=1`)
  expect('the title names 정부24', page.title.includes('정부24'), {
    code: 'wrong-title',
    cause: `the title is ${page.title}`,
  })
  keep('page', page)
})
const second = step('login_page', async ({ recall }) => void recall('page'))

test('a run that goes well is ok, with its steps, timings, bytes and what was asserted', async (t) => {
  const origin = await serve(
    t,
    (_, answer) => void answer.writeHead(200, asHtml).end(html('<h1>정부24</h1>', '정부24')),
  )
  const result = await runFlow(aFlow(main, second), settings(origin))
  assert.deepEqual([result.verdict, result.reason, result.fault], ['ok', '', null])
  assert.equal(result.startedAt, 1_700_000_000_000)
  const [first, next] = result.steps
  assert.deepEqual(
    [first?.id, first?.outcome, first?.requests, first?.asserted],
    ['main', 'ok', 1, ['the title names 정부24']],
  )
  assert.ok(first && first.bytesSent > 0 && first.bytesReceived > 0 && first.timings.firstByte > 0)
  assert.deepEqual([next?.outcome, next?.requests], ['ok', 0])
  for (const one of result.steps) assert.ok(Value.Check(StepResultSchema, one))
})

test('a failure names step, layer, code, target and cause, and later steps are skipped', async (t) => {
  const origin = await serve(t, (_, answer) => void answer.writeHead(503, asHtml).end('x'))
  const { verdict, fault, steps } = await runFlow(aFlow(main, second), settings(origin))
  assert.equal(verdict, 'failed')
  assert.ok(Value.Check(FaultSchema, fault))
  assert.deepEqual([fault.layer, fault.code, fault.step, fault.target], ['http', 'status-503', 'main', `${origin}/`])
  assert.deepEqual(
    steps.map((one) => one.outcome),
    ['failed', 'skipped'],
  )
})

test('an assertion that does not hold is a failure of app, and its words are kept free of secrets', async (t) => {
  const origin = await serve(
    t,
    (_, answer) => void answer.writeHead(200, asHtml).end(html('<p>x</p>', '주민 900101-1234567')),
  )
  const { fault } = await runFlow(aFlow(main), settings(origin))
  assert.deepEqual(
    [fault?.layer, fault?.code, fault?.cause],
    ['app', 'wrong-title', 'the title is 주민 ******-*******'],
  )
})

test('a refusal is inconclusive with its reason', async (t) => {
  const origin = await serve(t, (_, answer) => void answer.writeHead(403).end())
  const { verdict, reason, fault, steps } = await runFlow(aFlow(main), settings(origin))
  assert.deepEqual([verdict, fault, steps[0]?.outcome], ['inconclusive', null, 'inconclusive'])
  assert.match(reason, /^blocked: .*403/)
})

test('a mistake of ours is inconclusive, never an outage', async () => {
  const broken = step('main', async ({ recall }) => void recall('nothing'))
  const { verdict, reason } = await runFlow(aFlow(broken), settings('http://127.0.0.1:1'))
  assert.equal(verdict, 'inconclusive')
  assert.match(reason, /^probe-error: no earlier step kept "nothing"/)
})

test('a run that succeeds too slowly is slow and names its slowest step', async (t) => {
  const origin = await serve(t, (_, answer) => void answer.writeHead(200, asHtml).end(html('', '정부24')))
  const { verdict, reason, steps } = await runFlow(
    aFlow(main, second),
    settings(origin, { timing: { slowAfterSeconds: 0.0001 } }),
  )
  assert.equal(verdict, 'slow')
  assert.match(reason, /slowest step main/)
  assert.deepEqual(
    steps.map((one) => one.outcome),
    ['slow', 'ok'],
  )
})

test('the deadline of the flow ends a hanging request in the layer where it stood', async (t) => {
  const origin = await serve(t, () => {})
  const { verdict, fault, durationMs } = await runFlow(
    aFlow(main),
    settings(origin, { timing: { timeoutSeconds: 0.2 } }),
  )
  assert.deepEqual([verdict, fault?.layer, fault?.code], ['failed', 'http', 'deadline'])
  assert.ok(durationMs < 2_000)
})

test('a step that hangs by itself is ended too', async () => {
  const hanging = step('hangs', () => new Promise(() => {}))
  const { fault } = await runFlow(
    aFlow(hanging),
    settings('http://127.0.0.1:1', { timing: { timeoutSeconds: 0.1 }, limits: { pathMs: 20 } }),
  )
  assert.deepEqual([fault?.layer, fault?.code], ['app', 'deadline'])
})

test('what cannot be reached is our own network when no canary answers, and the service when one does', async (t) => {
  const canary = `127.0.0.1:${await listen(t, net.createServer())}`
  const run = (canaries: string[]) => runFlow(aFlow(main), settings('http://127.0.0.1:1', { canaries }))
  const ours = await run(['127.0.0.2:1'])
  assert.equal(ours.verdict, 'inconclusive')
  assert.match(ours.reason, /^own-network: /)
  const theirs = await run(['127.0.0.2:1', canary])
  assert.deepEqual([theirs.fault?.layer, theirs.fault?.code], ['tcp', 'refused'])
})

test('an agent whose clock is off is not believed when it sees something fail, and is when all goes well', async (t) => {
  const server = await serve(t, (request, answer) => {
    const nonce = new URL(request.url ?? '', 'http://x').searchParams.get('nonce')
    answer.end(JSON.stringify({ nonce, now: Date.now() - 60_000 }))
  })
  const limits = { clockMs: 2_000, lagMs: 10_000, freeMegabytes: 0 }
  const self = { servers: [server], resolvers: [], folder: null, limits, now: Date.now }
  const pages = [503, 200]
  const origin = await serve(
    t,
    (_, answer) => void answer.writeHead(pages.shift() ?? 500, asHtml).end(html('', '정부24')),
  )
  const bad = await runFlow(aFlow(main), settings(origin, { self }))
  assert.equal(bad.verdict, 'inconclusive')
  assert.match(
    bad.reason,
    /^clock: our clock is (59\.\d|60\.\d) s ahead of the server's \(http: the answer has status 503/,
  )
  assert.equal((await runFlow(aFlow(main), settings(origin, { self }))).verdict, 'ok')
})

test('a path that loses large packets is found within a run', async (t) => {
  const server = await serve(
    t,
    (_, answer) => void answer.writeHead(200, asHtml).end(html('가'.repeat(2_000), '정부24')),
  )
  const port = await lossyPath(t, Number(new URL(server).port))
  const { fault } = await runFlow(aFlow(main), settings(`http://127.0.0.1:${port}`))
  assert.deepEqual([fault?.layer, fault?.code, fault?.step], ['path', 'large-packets-lost', 'main'])
})

test('an agent that stops says so', async (t) => {
  const origin = await serve(t, () => {})
  const { verdict, reason } = await runFlow(aFlow(main), settings(origin, { stop: AbortSignal.timeout(100) }))
  assert.equal(verdict, 'inconclusive')
  assert.match(reason, /^stopped/)
})

test('inconclusive trouble of the test account keeps secrets out of its reason', async () => {
  const identity = {
    name: '홍길동',
    login: 'h',
    password: () => 'hunter22',
    residentNumber: () => '',
    oneTimePassword: () => '',
    signChallenge: async () => new Uint8Array(),
    signedUntil: () => null,
  }
  const trouble = step('login', async () => {
    throw new Inconclusive('test-account', 'the account with hunter22 is locked')
  })
  const { reason } = await runFlow(aFlow(trouble), settings('http://127.0.0.1:1', { identity }))
  assert.equal(reason, 'test-account: the account with *** is locked')
})

test('run-flow keeps no clock of its own', () => {
  assert.doesNotMatch(
    readFileSync(new URL('../../probes/run-flow.ts', import.meta.url), 'utf8'),
    /Date\.now|new Date\(\)/,
  )
})

async function watched(context: TestContext, listener: RequestListener, more: Partial<RunSettings> = {}) {
  const origin = await serve(context, listener)
  const early: Omit<Result, 'sequence'>[] = []
  const onStandstill = async (result: Omit<Result, 'sequence'>) => void early.push(result)
  const timing = { stallAfterSeconds: 0.2, slowAfterSeconds: 0.1, timeoutSeconds: 1 }
  const limits = { headersMs: 5_000, idleMs: 5_000, pathMs: 50 }
  const result = await runFlow(aFlow(main, second), settings(origin, { onStandstill, timing, limits, ...more }))
  return { origin, early, result }
}

test('a run that stands still is reported once before it ends, and goes on', async (t) => {
  const { origin, early, result } = await watched(t, () => {})
  const [first] = early
  assert.equal(early.length, 1)
  assert.ok(first && Value.Check(ResultSchema, { sequence: 1, ...first }))
  assert.deepEqual([first.verdict, first.reason, first.provisional], ['failed', 'provisional', true])
  assert.deepEqual([first.fault?.layer, first.fault?.code, first.fault?.step], ['http', 'stalled', 'main'])
  assert.equal(first.fault?.target, `${origin}/`)
  assert.deepEqual(
    first.steps.map(({ outcome, requests }) => [outcome, requests]),
    [
      ['failed', 1],
      ['skipped', 0],
    ],
  )
  assert.ok(first.durationMs >= 200 && first.durationMs < result.durationMs)
  assert.deepEqual([result.fault?.code, result.provisional, result.startedAt], ['deadline', undefined, first.startedAt])
  assert.equal(result.steps[0]?.requests, 1)
})

test('what comes drop by drop does not stand still', async (t) => {
  const page = html('', '정부24')
  const { early, result } = await watched(t, (_, answer) => {
    answer.writeHead(200, { ...asHtml, 'content-length': Buffer.byteLength(page) })
    const drops = [...Buffer.from(page)].map((byte) => Buffer.from([byte]))
    const dripping = setInterval(() => {
      const drop = drops.splice(0, 30)
      if (drop.length > 0) answer.write(Buffer.concat(drop))
      else clearInterval(dripping)
    }, 60)
    t.after(() => clearInterval(dripping))
  })
  assert.deepEqual([early.length, result.verdict], [0, 'slow'])
  assert.ok(result.durationMs > 200)
})

test('a flow that is known to take longer does not stand still before its own limit', async (t) => {
  const timing = { stallAfterSeconds: 0.1, slowAfterSeconds: 2, timeoutSeconds: 0.6 }
  const { early } = await watched(t, () => {}, { timing })
  assert.equal(early.length, 0)
})

test('a standstill of our own network is not reported', async (t) => {
  const { early, result } = await watched(t, () => {}, { canaries: ['127.0.0.2:1'] })
  assert.deepEqual([early.length, result.verdict, result.canaryMs], [0, 'inconclusive', null])
})

test('slowness is told with the time of the canaries, and is our own when none answers', async (t) => {
  const canary = `127.0.0.1:${await listen(t, net.createServer())}`
  const page: RequestListener = (_, answer) => void answer.writeHead(200, asHtml).end(html('', '정부24'))
  const timing = { slowAfterSeconds: 0.0001 }
  const { result } = await watched(t, page, { timing, canaries: [canary] })
  assert.equal(result.verdict, 'slow')
  assert.ok(typeof result.canaryMs === 'number' && result.canaryMs < 1_000)
  const { result: ours } = await watched(t, page, { timing, canaries: ['127.0.0.2:1'] })
  assert.deepEqual([ours.verdict, ours.canaryMs], ['inconclusive', null])
  assert.match(ours.reason, /^own-network: .*slow/)
})
