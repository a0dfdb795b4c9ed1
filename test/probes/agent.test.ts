// The real agent process against the replicas and a collector that can go away.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { silent } from '../../probes/log.ts'
import { startReplicas } from '../../probes/replicas/replicas.ts'
import type { Report } from '../../probes/result.ts'
import { openSpool } from '../../probes/spool.ts'
import { aResult } from './results.ts'

const ENTRY = join(import.meta.dirname, '../../probes/agent.ts')

async function scene(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-agent-'))
  const replicas = await startReplicas({ now: Date.now, folder })
  const reports: Report[] = []
  const arrivals = new EventEmitter()
  const collector = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const report = JSON.parse(Buffer.concat(chunks).toString()) as Report
    reports.push(report)
    const sequence = report.results.at(-1)?.sequence ?? 0
    response.end(JSON.stringify({ acknowledged: { boot: report.boot, sequence }, refused: [] }))
    arrivals.emit('report')
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  const { port } = collector.address() as AddressInfo
  const config = (server: string, collectors: { server: string; key: string }[] = []) => {
    const file = join(folder, 'agent.json')
    const flows = { '*': { everySeconds: 0.3 } }
    const { targets } = replicas.settings()
    const agent = {
      name: 'a',
      location: 'b',
      key: 'k',
      server,
      spool: { folder: join(folder, 'spool') },
      flows,
      targets,
      collectors,
    }
    writeFileSync(file, JSON.stringify({ agent }))
    return file
  }
  context.after(async () => {
    collector.close()
    await replicas.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const spooled = () => readdirSync(join(folder, 'spool'))
  return { folder, reports, arrivals, spooled, config, server: `http://127.0.0.1:${port}` }
}

function startAgent(context: TestContext, file: string, more: string[] = []): ChildProcess & { said: () => string } {
  const child = spawn(process.execPath, [ENTRY, '--config', file, ...more], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += chunk))
  context.after(() => child.kill('SIGKILL'))
  return Object.assign(child, { said: () => said })
}

test('what an agent measured while the server was away, and was then killed, arrives in order from the next one', async (context) => {
  const { reports, arrivals, config, server } = await scene(context)
  const alone = startAgent(context, config('http://127.0.0.1:2'))
  const heard = (words: RegExp) => words.test(alone.said())
  while (!heard(/"verdict":"ok".*"verdict":"ok"/s) || !heard(/results are not delivered, unreachable/))
    await once(alone.stdout as EventEmitter, 'data')
  alone.kill('SIGKILL')
  await once(alone, 'exit')

  const next = startAgent(context, config(server))
  while (new Set(reports.map(({ boot }) => boot)).size < 2) await once(arrivals, 'report')
  const boots = [...new Set(reports.map(({ boot }) => boot))]
  assert.deepEqual(boots, boots.toSorted())
  for (const boot of boots) {
    const sequences = reports
      .filter((one) => one.boot === boot)
      .flatMap(({ results }) => results.map((one) => one.sequence))
    assert.deepEqual(
      sequences,
      sequences.map((_, index) => index + 1),
    )
  }
  const start = performance.now()
  next.kill('SIGTERM')
  const [code] = await once(next, 'exit')
  assert.equal(code, 0)
  assert.ok(performance.now() - start < 2_000)
})

test('two servers get the same results under the same numbers, and one that is away delays nothing', async (context) => {
  const one = await scene(context)
  const { reports, arrivals, server } = await scene(context)
  const file = one.config('http://127.0.0.1:2', [{ server, key: 'k' }])
  const agent = startAgent(context, file)
  while (reports.flatMap(({ results }) => results).length < 5) await once(arrivals, 'report')
  agent.kill('SIGKILL')
  await once(agent, 'exit')
  const all = reports.flatMap(({ boot, results }) => results.map(({ sequence, flow }) => `${boot} ${sequence} ${flow}`))
  // the agent may have been killed after the newest was written for one server and before it was for the other
  const further = [...new Set(all)].slice(0, -2)

  const next = startAgent(context, one.config(one.server, [{ server, key: 'k' }]))
  while (one.reports.flatMap(({ results }) => results).length < further.length) await once(one.arrivals, 'report')
  const first = one.reports.flatMap(({ boot, results }) =>
    results.map(({ sequence, flow }) => `${boot} ${sequence} ${flow}`),
  )
  assert.deepEqual(first.slice(0, further.length), further)
  next.kill('SIGTERM')
  await once(next, 'exit')
})

test('a folder that was carried by hand is delivered, and stays when the server is away', async (context) => {
  const { folder, reports, config, server, spooled } = await scene(context)
  const spool = await openSpool({ folder: join(folder, 'spool'), boot: 'b1', perSegment: 2, log: silent })
  for (let i = 0; i < 5; i += 1) await spool.append(aResult())
  await spool.close()
  const carried = ['--deliver', join(folder, 'spool')]
  const inVain = startAgent(context, config('http://127.0.0.1:2'), carried)
  assert.deepEqual(await once(inVain, 'close'), [1, null])
  assert.match(inVain.said(), /not everything is delivered, unreachable/)
  assert.equal(spooled().length, 3)
  const agent = startAgent(context, config(server), carried)
  assert.deepEqual(await once(agent, 'close'), [0, null])
  assert.deepEqual(
    reports.flatMap(({ boot, results }) => [boot, ...results.map(({ sequence }) => sequence)]),
    ['b1', 'b1', 1, 2, 3, 4, 5],
  )
  assert.deepEqual(spooled(), [])
})

test('an agent ends with its parent, and goes on when nobody reads what it says', async (context) => {
  const { config, server, arrivals } = await scene(context)
  const agent = startAgent(context, config(server))
  agent.stdout?.destroy()
  agent.stderr?.destroy()
  for (let reports = 0; reports < 5; reports += 1) await once(arrivals, 'report')
  assert.equal(agent.exitCode, null)
  agent.disconnect()
  const [code] = await once(agent, 'exit')
  assert.equal(code, 0)
})

test('settings that cannot be used end the agent with code 78 and every reason', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-agent-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'bad.yaml'), 'name: X\n')
  const agent = startAgent(context, join(folder, 'bad.yaml'))
  const [code] = await once(agent, 'close')
  assert.equal(code, 78)
  assert.match(agent.said(), /\/name.*\n.*missing location|missing location/s)
})
