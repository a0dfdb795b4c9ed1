import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { deliver, heartbeatMs, nextTryMs } from '../../probes/report.ts'
import { CONTRACT, refuseReport } from '../../probes/result.ts'
import { aResult } from './results.ts'

const NOW = 1_700_000_000_000
const batch = { boot: 'b', results: [{ sequence: 1, ...aResult() }] }

async function collectorAt(
  context: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    answer(request, response, Buffer.concat(chunks).toString())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  context.after(() => server.close())
  const { port } = server.address() as AddressInfo
  return {
    server: `http://127.0.0.1:${port}`,
    agent: 'a',
    location: 'seoul',
    key: 'k'.repeat(16),
    now: () => NOW,
    contract: CONTRACT,
  }
}

test('a report is signed so that the server can check it, and its acknowledgement is read', async (context) => {
  const collector = await collectorAt(context, ({ url, headers }, response, body) => {
    const given = (name: string) => String(headers[`bongsu-${name}`])
    const signed = { location: given('location'), timestamp: given('timestamp'), signature: given('signature') }
    assert.equal(url, '/agents/v1/results')
    assert.equal(refuseReport(signed, 'k'.repeat(16), body, NOW), null)
    assert.deepEqual(JSON.parse(body), { agent: 'a', ...batch })
    response.end(JSON.stringify({ acknowledged: { boot: 'b', sequence: 1 }, refused: [] }))
  })
  const acknowledged = { outcome: 'acknowledged', boot: 'b', sequence: 1, refused: [], bursts: null, contract: 1 }
  assert.deepEqual(await deliver(batch, collector), acknowledged)
})

test('the bursts of an answer are read; a server that may not know them is spoken to in old words', async (context) => {
  const bursts = [{ id: 'x', flow: 'government24/front-page', rounds: [0, 15] }]
  const bodies: { results: object[] }[] = []
  const collector = await collectorAt(context, (_, response, body) => {
    bodies.push(JSON.parse(body))
    response.end(JSON.stringify({ acknowledged: { boot: 'b', sequence: 1 }, refused: [], bursts }))
  })
  const results = [{ sequence: 1, ...aResult(), trigger: 'burst' as const, canaryMs: 3 }]
  const delivery = await deliver({ boot: 'b', results }, { ...collector, contract: 1 })
  assert.deepEqual('bursts' in delivery && delivery.bursts, bursts)
  await deliver({ boot: 'b', results }, collector)
  assert.deepEqual(bodies[0]?.results, [{ sequence: 1, ...aResult(), trigger: 'confirmation' }])
  assert.deepEqual(bodies[1]?.results, results)
})

test('a server gets no more than its contract knows: the third no end of a certificate, the second no evidence at all', async (context) => {
  const bodies: { results: object[] }[] = []
  const collector = await collectorAt(context, (_, response, body) => {
    bodies.push(JSON.parse(body))
    response.end(JSON.stringify({ acknowledged: { boot: 'b', sequence: 1 }, refused: [], bursts: [], contract: 3 }))
  })
  const fault = { layer: 'tcp' as const, step: 'main', code: 'refused', target: 'x', expectation: 'y', cause: 'z' }
  const older = { sequence: 1, ...aResult(), verdict: 'failed' as const, fault, canaryMs: 3 }
  const evidence = { names: [], ends: [], sizes: [] }
  const third = { ...older, fault: { ...fault, confidence: 0.9 }, evidence, pausedUntil: NOW }
  const results = [{ ...third, evidence: { ...evidence, identityUntil: NOW } }]
  const delivery = await deliver({ boot: 'b', results }, { ...collector, contract: 2 })
  assert.equal('contract' in delivery && delivery.contract, 3)
  for (const contract of [3, 4]) await deliver({ boot: 'b', results }, { ...collector, contract })
  assert.deepEqual(
    bodies.map((body) => body.results),
    [[older], [third], results],
  )
})

test('a quiet agent is heard every 5 s, or every 10 s where every flow runs at most once a minute', () => {
  assert.deepEqual([heartbeatMs([60, 300]), heartbeatMs([60, 5])], [10_000, 5_000])
})

const answers: [says: string, status: number, body: string, outcome: string, why: RegExp][] = [
  [
    'a wrong key is told with the location',
    401,
    '{"code":"bad-signature","detail":"no"}',
    'refused',
    /"seoul".*bad-signature/,
  ],
  ['another page at the address is no acknowledgement', 200, '<html>', 'refused', /not a Bongsu server/],
  ['an unknown address asks to check the settings', 404, '', 'refused', /check the address/],
  ['a redirect is not followed', 302, '', 'refused', /302/],
  ['a report that is too large can be sent in parts', 413, '', 'indigestible', /413/],
  ['a server in trouble is tried again', 503, '', 'unreachable', /503/],
]
for (const [says, status, body, outcome, why] of answers) {
  test(says, async (context) => {
    const collector = await collectorAt(context, (_, response) => void response.writeHead(status).end(body))
    const delivery = await deliver(batch, collector)
    assert.equal(delivery.outcome, outcome)
    assert.match('why' in delivery ? delivery.why : '', why)
  })
}

test('a server that is away is told with the reason under it', async () => {
  const away = {
    server: 'http://127.0.0.1:2',
    agent: 'a',
    location: 'seoul',
    key: 'k',
    now: () => NOW,
    contract: 1,
  }
  const delivery = await deliver(batch, away)
  assert.equal(delivery.outcome, 'unreachable')
  assert.match('why' in delivery ? delivery.why : '', /ECONNREFUSED/)
})

test('tries grow apart to at most 30 seconds, spread by chance', () => {
  assert.deepEqual(
    [0, 1, 2, 6, 50].map((failures) => nextTryMs(failures, 1)),
    [0, 1000, 2000, 30_000, 30_000],
  )
  assert.equal(nextTryMs(50, 0), 0)
})
