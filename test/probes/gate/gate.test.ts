import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import type { Flow, Target } from '../../../probes/flow.ts'
import { FLOWS } from '../../../probes/flows.ts'
import { type GateHost, type GateOptions, readGateOptions, runGate } from '../../../probes/gate/gate.ts'
import { placesIn } from '../../../probes/gate/places.ts'
import { leastDurationMs, leastWaitMs, pairFlows, runPairs } from '../../../probes/gate/run-gate.ts'
import { startReplicas } from '../../../probes/replicas/replicas.ts'

const flow = (id: string): Flow => FLOWS.find((one) => one.id === id) ?? assert.fail(`no flow ${id}`)
const FRONT = flow('government24/front-page')
const ISSUE = flow('government24/issue-resident-register')

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-gate-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function hostOf() {
  const [told, printed]: [string[], string[]] = [[], []]
  const host: GateHost = {
    env: {},
    now: Date.now,
    wait: async () => assert.fail('stand-ins are owed no waits'),
    tell: (line) => told.push(line),
    print: (text) => printed.push(text),
  }
  return { host, told, printed: () => printed.join('\n') }
}

const options = (rest: Partial<GateOptions> = {}): GateOptions => ({
  ...readGateOptions({ target: 'staging', against: 'production', repeat: '3' }),
  ...rest,
})

test('two sets of stand-ins are alike; a fault at one is caught, and told to people and programs', async (t) => {
  const same = hostOf()
  assert.equal(await runGate([FRONT, ISSUE], options(), same.host), 0)
  assert.match(same.printed(), /issue-resident-register +3 → 3 +3 → 3 .*no worse +no worse$/m)
  assert.match(same.told[0] ?? '', /both production and staging are stand-ins/)

  const junit = join(makeFolder(t), 'out.xml')
  const broken = hostOf()
  assert.equal(await runGate([FRONT, ISSUE], options({ faults: ['wrong-document'], junit }), broken.host), 1)
  assert.match(broken.printed(), /front-page .*no worse$/m)
  assert.match(
    broken.printed(),
    /issue-resident-register +3 → 3 +3 → 0 .*document\/wrong-document at issue.*REGRESSION$/m,
  )
  assert.match(readFileSync(junit, 'utf8'), /<failure .*wrong-document at issue in 3 of 3 runs/)
})

test('a place that hands out an earlier document again is worse', async () => {
  const { host, printed } = hostOf()
  assert.equal(await runGate([ISSUE], options({ faults: ['previous-copy'] }), host), 1)
  assert.match(printed(), /issue-resident-register +3 → 3 +3 → 1 .*document\/previous-copy at issue.*REGRESSION$/m)
})

test('the standby of a set of stand-ins is a place too, and its own faults are switched', async () => {
  const { host, printed } = hostOf()
  assert.equal(await runGate([FRONT], options({ target: 'standby', faults: ['http-503'] }), host), 1)
  assert.match(printed(), /http\/status-503/)
})

test('an unknown fault is told with those that there are', async () => {
  const wrong = runGate([FRONT], options({ faults: ['nonsense'] }), hostOf().host)
  await assert.rejects(wrong, /no fault "nonsense" for government24; known are government24\/refused/)
})

test('places of the settings go by name; flows that may not run there are named, and nothing is certain then', async (t) => {
  const folder = makeFolder(t)
  const replicas = await startReplicas({ now: Date.now, folder })
  t.after(() => replicas.close())
  const { targets } = replicas.settings()
  const { identity: _, ...noLogin } = targets.government24 ?? assert.fail('no target')
  const config = join(folder, 'agent.json')
  const agent = { name: 'a', location: 'b', key: 'k', server: 'http://127.0.0.1:1', spool: { folder: '.' } }
  writeFileSync(config, JSON.stringify({ ...agent, targets, environments: { staging: { government24: noLogin } } }))

  const { host, printed } = hostOf()
  assert.equal(await runGate([FRONT], options({ config }), host), 0)
  assert.equal(await runGate([FRONT, ISSUE], options({ config }), host), 2)
  assert.match(printed(), /issue-resident-register: not run: at staging: .*test identity/)
  await assert.rejects(runGate([ISSUE], options({ config }), host), /Nothing can run/)
  const unknown = () => placesIn(config, { base: 'production', target: 'toString' }, {})
  assert.throws(unknown, /no place "toString" in .*; known are staging, production, standby/)
})

test('what is wrong with the command line is told', () => {
  const wrong: [Parameters<typeof readGateOptions>[0], RegExp][] = [
    [{ against: 'production' }, /Name both places/],
    [{ target: 'a', against: 'b', repeat: '2' }, /--repeat/],
    [{ target: 'a', against: 'b', repeat: 'often' }, /--repeat/],
    [{ target: 'a', against: 'b', slower: '1' }, /--slower/],
    [{ target: 'a', against: 'b', config: 'x', fault: ['slow'] }, /--fault/],
    [{ target: 'a', against: 'a', config: 'x' }, /the same place/],
  ]
  for (const [values, says] of wrong) assert.throws(() => readGateOptions(values), says)
})

const permission = { reference: '1', issuer: 'x', validUntil: '2099-12-31' }
const REAL: Target = { hosts: {} }

test('a real service is owed its intervals; a permission for bursts shortens them, but not where documents are issued', () => {
  const bursts: Target = { ...REAL, authorisation: { ...permission, bursts: true } }
  const login = flow('government24/login')
  assert.equal(leastWaitMs(FRONT, { ...REAL, replica: true }), 0)
  assert.equal(leastWaitMs(FRONT, REAL), 60_000)
  assert.equal(leastWaitMs(login, { ...REAL, authorisation: permission }), 300_000)
  assert.equal(leastWaitMs(login, bursts), 5_000)
  assert.equal(leastWaitMs({ ...login, issues: true }, bursts), 300_000)
  assert.equal(leastDurationMs([{ flow: FRONT, base: { ...REAL, replica: true }, target: REAL }], 10), 540_000)
})

test('no flow logs in to a real place without permission', () => {
  const place = (name: string, replica: boolean) => ({
    name,
    targets: { government24: { hosts: {}, replica, identity: { name: 'x' } } },
    userAgent: '',
    canaries: [],
  })
  const { pairs, refused } = pairFlows(
    [FRONT, ISSUE],
    { base: place('production', false), target: place('staging', true) },
    0,
  )
  assert.deepEqual(
    pairs.map((one) => one.flow.id),
    [FRONT.id],
  )
  assert.match(refused[0]?.why ?? '', /^at production: it logs in to a real service/)
})

test('a flow that drives a browser is not run without one', async () => {
  const inBrowser = flow('government24/issue-in-browser')
  const gate = (browser?: string) => runGate([inBrowser], options({ browser }), hostOf().host)
  await assert.rejects(gate(), /issue-in-browser: it drives a browser: give --browser/)
  await assert.rejects(gate('/nowhere/chromium'), /nowhere\/chromium/)
})

test('runs alternate, wait their intervals at real places, and are told as they go', async (t) => {
  const replicas = await startReplicas({ now: Date.now, folder: makeFolder(t) })
  t.after(() => replicas.close())
  const real = { ...(replicas.settings().targets.government24 ?? assert.fail('no target')), replica: false }
  const place = (name: string) => ({ name, targets: { government24: real }, userAgent: 'x', canaries: [] })
  const places = { base: place('production'), target: place('staging') }
  let now = Date.now()
  const [waits, order]: [number[], string[]] = [[], []]
  const clock = {
    now: () => now,
    wait: async (ms: number) => {
      waits.push(ms)
      now += ms
    },
    tell: (line: string) => order.push(line),
  }
  const { pairs } = pairFlows([FRONT], places, now)
  const [runs] = await runPairs(pairs, places, 3, clock)
  assert.deepEqual(waits, [60_000, 60_000])
  assert.deepEqual(
    order.map((line) => / at (\w+):/.exec(line)?.[1]),
    ['production', 'staging', 'staging', 'production', 'production', 'staging'],
  )
  assert.deepEqual([runs?.base.length, runs?.target.length], [3, 3])
})

test('a real place that turns us away is left alone, and one login that is turned away stops every login there', async (t) => {
  let asked = 0
  const server = createServer((_, answer) => {
    asked++
    answer.writeHead(429).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const real: Target = { hosts: { www: origin, plus: origin }, identity: { name: 'x' }, authorisation: permission }
  const place = (name: string) => ({ name, targets: { government24: real }, userAgent: 'x', canaries: [] })
  const places = { base: place('production'), target: place('staging') }
  const { pairs } = pairFlows([FRONT, flow('government24/login'), ISSUE], places, Date.now())
  const told: string[] = []
  const clock = { now: Date.now, wait: async () => {}, tell: (line: string) => told.push(line) }
  const runs = await runPairs(pairs, places, 3, clock)
  assert.deepEqual(
    runs.map(({ base, target }) => [base.length, target.length]),
    [
      [1, 1],
      [1, 1],
      [0, 0],
    ],
  )
  assert.equal(asked, 4)
  assert.match(told.at(-1) ?? '', /not run at staging again, nor any other flow that logs in/)
})
