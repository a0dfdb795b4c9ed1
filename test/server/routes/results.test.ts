// The agents' door, asked over a real connection.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import fastify from 'fastify'
import { type Burst, CONTRACT, REPORT_PATH, type Report, signReport } from '../../../probes/result.ts'
import { resultsRoutes } from '../../../server/routes/results.ts'
import { aResult } from '../../probes/results.ts'

const NOW = 1_700_000_000_000
const KEY = 'k'.repeat(16)
const burst: Burst = { id: 'x', flow: 'government24/front-page', rounds: [0, 15] }

async function scene(t: TestContext, bursts?: Burst[]) {
  const taken: Report[] = []
  const record = async (_: string, report: Report) => {
    taken.push(report)
    return { refused: [], ...(bursts ? { bursts } : {}) }
  }
  const app = fastify()
  await app.register(resultsRoutes, { keys: new Map([['seoul', KEY]]), now: () => NOW, record })
  await app.listen({ port: 0, host: '127.0.0.1' })
  t.after(() => app.close())
  const { port } = app.server.address() as AddressInfo
  const send = async (results: object[], headers: Record<string, string> = {}) => {
    const body = JSON.stringify({ agent: 'a', boot: 'b', results })
    const signed = { 'content-type': 'application/json', ...signReport('seoul', KEY, body, NOW), ...headers }
    const answer = await fetch(`http://127.0.0.1:${port}${REPORT_PATH}`, { method: 'POST', body, headers: signed })
    return { status: answer.status, answer: (await answer.json()) as object }
  }
  return { send, taken }
}

test('an empty report is taken, and answered with the bursts under way', async (t) => {
  const { send, taken } = await scene(t, [burst])
  const answer = { acknowledged: { boot: 'b', sequence: 0 }, refused: [], bursts: [burst], contract: CONTRACT }
  assert.deepEqual(await send([]), { status: 200, answer })
  assert.deepEqual(taken, [{ agent: 'a', boot: 'b', results: [] }])
})

test('no burst is an empty list, by which an agent knows that this server looks again itself', async (t) => {
  const { send } = await scene(t)
  const answer = { acknowledged: { boot: 'b', sequence: 0 }, refused: [], bursts: [], contract: CONTRACT }
  assert.deepEqual((await send([])).answer, answer)
})

test('each agent gets the answer that it knows, and since contract 3 what the server knows', async (t) => {
  const { send } = await scene(t, [burst])
  const keys = async (contract: string) => Object.keys((await send([], { 'bongsu-contract': contract })).answer)
  const known = ['acknowledged', 'refused']
  assert.deepEqual(await keys(''), known)
  assert.deepEqual(await keys('1'), known)
  assert.deepEqual(await keys('2'), [...known, 'bursts'])
  assert.deepEqual(await keys('3'), [...known, 'bursts', 'contract'])
  assert.deepEqual(await keys('4'), [...known, 'bursts', 'contract'])
})

test('evidence, confidence and pauses are taken, and evidence beyond the contract is refused by name', async (t) => {
  const { send, taken } = await scene(t)
  const end = { name: 'www.gov.kr', address: '192.0.2.1', port: 443, tcp: 'refused', tls: '', http: '', ms: 1 }
  const evidence = { names: [], ends: [end], sizes: [] }
  const rich = { sequence: 1, ...aResult(), evidence, pausedUntil: NOW + 1 }
  const { answer } = await send([rich, { sequence: 2, ...aResult(), evidence: { ...evidence, page: '<html>' } }])
  assert.deepEqual(taken[0]?.results, [rich])
  assert.match(JSON.stringify(answer), /"refused":\[\{"sequence":2,"why":"\/evidence/)
})

test('an agent of before bursts gets the answer that it knows', async (t) => {
  const { send } = await scene(t, [burst])
  const { answer } = await send([{ sequence: 1, ...aResult() }], { 'bongsu-contract': '' })
  assert.deepEqual(answer, { acknowledged: { boot: 'b', sequence: 1 }, refused: [] })
})

test('provisional results, canary times and burst runs are taken; a trigger that nobody knows is refused by name', async (t) => {
  const { send, taken } = await scene(t)
  const early = { sequence: 1, ...aResult(), provisional: true, canaryMs: null, trigger: 'burst' }
  const { answer } = await send([early, { sequence: 2, ...aResult(), trigger: 'whim' }])
  assert.deepEqual(taken[0]?.results, [early])
  assert.match(JSON.stringify(answer), /"refused":\[\{"sequence":2,"why":"\/trigger /)
})

test('a wrong key is refused', async (t) => {
  const { send, taken } = await scene(t)
  const { status, answer } = await send([], { 'bongsu-signature': 'v1=00' })
  assert.deepEqual([status, (answer as { title?: string }).title, taken], [401, 'bad-signature', []])
})
