// An agent's loops against a real server, on time that the test moves.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { collect } from '../../probes/collect.ts'
import { step } from '../../probes/flow.ts'
import type { PlannedFlow } from '../../probes/plan.ts'
import { type Burst, CONTRACT, type Report } from '../../probes/result.ts'
import { openSpool } from '../../probes/spool.ts'
import { listen, serve } from './checks/servers.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }

/** Time stands still until `tick`. */
function startClock() {
  let now = 1_700_000_000_000
  const sleeping = new Set<{ at: number; wake: () => void }>()
  return {
    now: () => now,
    pause: (ms: number | null, wake: AbortSignal) =>
      new Promise<void>((resolve) => {
        if (wake.aborted) return resolve()
        const one = { at: ms === null ? Infinity : now + ms, wake: resolve }
        sleeping.add(one)
        wake.addEventListener('abort', () => resolve(), { once: true })
      }),
    tick: (ms: number) => {
      now += ms
      for (const one of [...sleeping].filter(({ at }) => at <= now)) {
        sleeping.delete(one)
        one.wake()
      }
    },
  }
}

function planned(origin: string, timing: Partial<PlannedFlow['timing']> = {}): PlannedFlow {
  const open = step('open', async ({ session, target }) => void (await session.get(`${target.hosts.www}/`)))
  const pace = { everySeconds: 600, timeoutSeconds: 5, slowAfterSeconds: 5, ...timing }
  return {
    flow: {
      id: 'a/flow',
      component: 'a/one',
      service: 'a',
      tier: 'anonymous',
      ...pace,
      steps: [open],
    },
    target: { hosts: { www: origin }, replica: true },
    timing: pace,
    confirmEverySeconds: 0,
    bursts: { leastSeconds: 0, runs: 8, withinSeconds: 300 },
  }
}

async function scene(
  t: TestContext,
  page: RequestListener,
  timing?: Partial<PlannedFlow['timing']>,
  change: (planned: PlannedFlow) => PlannedFlow = (planned) => planned,
) {
  const said: string[] = []
  const say = (_: object, message: string) => void said.push(message)
  const log = { info: say, warn: say, error: say }
  const clock = startClock()
  const reports: Report[] = []
  const says: { bursts: (report: Report) => Burst[] | undefined } = { bursts: () => [] }
  const collector = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const report = JSON.parse(Buffer.concat(chunks).toString()) as Report
    const acknowledged = { boot: report.boot, sequence: report.results.at(-1)?.sequence ?? 0 }
    reports.push(report)
    const bursts = says.bursts(report)
    response.end(JSON.stringify({ acknowledged, refused: [], bursts, contract: bursts && CONTRACT }))
    collector.emit('report')
  })
  const port = await listen(t, collector)
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-collect-'))
  const spool = await openSpool({ folder, boot: 'b', log: silent })
  const stopping = new AbortController()
  const origin = await serve(t, (request, response) => {
    clock.tick(1_000)
    page(request, response)
  })
  const settings = {
    name: 'a',
    location: 'l',
    key: 'k',
    server: `http://127.0.0.1:${port}`,
    spool: { folder },
    targets: {},
  }
  const { now, pause } = clock
  const plan = [change(planned(origin, timing))]
  const work = collect({ plan, settings, spool, log, now, pause, random: () => 0, stop: stopping.signal })
  t.after(async () => {
    stopping.abort()
    await work
    await spool.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const results = () => reports.flatMap((report) => report.results)
  const heartbeats = () => reports.filter((report) => report.results.length === 0).length
  const until = async (holds: () => boolean) => {
    while (!holds()) await once(collector, 'report', { signal: AbortSignal.timeout(20_000) })
  }
  /** Lets time pass, one report (an empty one, if nothing else) after the other. */
  const pass = async (holds: () => boolean) => {
    while (!holds()) {
      const before = reports.length
      clock.tick(10_000)
      await until(() => reports.length > before)
    }
  }
  return { says, said, results, heartbeats, until, pass, tick: clock.tick }
}

test('a burst is run round by round until it is no longer listed; a quiet agent goes on being heard', async (t) => {
  const { says, results, heartbeats, until, pass } = await scene(t, (_, answer) => void answer.end('<p>x'))
  const named = { id: 'x', flow: 'a/flow', rounds: [0, 15, 30] }
  says.bursts = ({ results: [result] }) => (result?.trigger === 'schedule' ? [named] : [])
  await until(() => results().length === 2)
  const before = heartbeats()
  await pass(() => heartbeats() >= before + 5)
  assert.deepEqual(
    results().map(({ trigger }) => trigger),
    ['schedule', 'burst'],
  )
  says.bursts = () => [{ id: 'y', flow: 'a/flow', rounds: [5] }]
  await pass(() => results().length === 3)
  assert.equal(results()[2]?.trigger, 'burst')
})

for (const [server, bursts, trigger] of [
  ['looks again by itself', [], 'schedule'],
  ['knows no bursts', undefined, 'confirmation'],
] as const) {
  test(`a first failure is followed by a ${trigger} run when the server ${server}`, async (t) => {
    const answers = [200, 503, 503]
    const { says, results, pass } = await scene(
      t,
      (_, answer) => void answer.writeHead(answers.shift() ?? 503).end('x'),
    )
    says.bursts = () => bursts && [...bursts]
    await pass(() => results().length === 3)
    assert.equal(results()[2]?.trigger, trigger)
  })
}

test('a run that stands still is heard of before it ends, with its own number and the same beginning', async (t) => {
  const timing = { timeoutSeconds: 1.5, slowAfterSeconds: 0.2, stallAfterSeconds: 0.2 }
  const { results, until } = await scene(t, () => {}, timing)
  await until(() => results().length >= 1)
  assert.deepEqual([results().length, results()[0]?.provisional], [1, true])
  await until(() => results().length >= 2)
  const [early, final] = results()
  assert.deepEqual([early?.sequence, final?.sequence], [1, 2])
  assert.deepEqual([final?.provisional ?? false, final?.startedAt], [false, early?.startedAt])
})

test('a round of a burst that stands still ends there, with the standstill as its result', async (t) => {
  const { says, results, until } = await scene(
    t,
    (_, answer) => {
      if (results().length === 0) answer.end('<p>x')
    },
    { timeoutSeconds: 60, slowAfterSeconds: 0, stallAfterSeconds: 0.2 },
  )
  says.bursts = () => (results().length > 0 ? [{ id: 'x', flow: 'a/flow', rounds: [0] }] : [])
  await until(() => results().length === 2)
  const [, round] = results()
  assert.deepEqual([round?.trigger, round?.verdict, round?.fault?.code], ['burst', 'failed', 'stalled'])
  assert.deepEqual([round?.provisional, round?.reason], [undefined, ''])
})

test('a permission that ends while the agent runs is kept to from its last midnight on, and that is said once', async (t) => {
  const authorisation = { reference: 'A-1', issuer: '행정안전부', validUntil: '2023-11-15' }
  const { said, results, heartbeats, until, pass, tick } = await scene(
    t,
    (_, answer) => void answer.end('<p>x'),
    {},
    ({ flow, target: { hosts }, ...rest }) => {
      const identity = { name: '홍길동', login: 'probe' }
      return { ...rest, flow: { ...flow, tier: 'authorised' }, target: { hosts, authorisation, identity } }
    },
  )
  await until(() => results().length === 1)
  tick(17 * 3_600_000)
  await pass(() => said.some((text) => /does not run: the permission A-1 ended on 2023-11-15/.test(text)))
  const before = heartbeats()
  tick(3_600_000)
  await pass(() => heartbeats() > before + 2)
  assert.equal(results().length, 1)
  assert.equal(said.filter((text) => /does not run/.test(text)).length, 1)
})

test('a flow that is asked to wait waits as long as it was told, says until when, and is then tried once', async (t) => {
  const answers = [429, 200]
  const { says, said, results, heartbeats, until, pass, tick } = await scene(
    t,
    (_, answer) => void answer.writeHead(answers.shift() ?? 200, { 'retry-after': '1200' }).end('<p>x'),
  )
  says.bursts = () => (results().length > 0 ? [{ id: 'x', flow: 'a/flow', rounds: [0, 5] }] : [])
  await until(() => results().length === 1)
  const [refused] = results()
  assert.deepEqual([refused?.verdict, refused?.reason.split(':')[0]], ['inconclusive', 'rate-limited'])
  assert.ok((refused?.pausedUntil ?? 0) >= (refused?.startedAt ?? 0) + 1_200_000)
  tick(1_150_000)
  const before = heartbeats()
  await pass(() => heartbeats() > before + 2)
  assert.equal(results().length, 1)
  await pass(() => results().length === 2)
  const [, trial] = results()
  assert.deepEqual([trial?.trigger, trial?.verdict], ['schedule', 'ok'])
  assert.ok((trial?.startedAt ?? 0) >= (refused?.pausedUntil ?? Infinity))
  assert.equal(said.filter((text) => /pauses until|let in again/.test(text)).length, 2)
})
