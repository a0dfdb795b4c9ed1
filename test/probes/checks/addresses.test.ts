import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { compareAddresses, inTurn, turnOf } from '../../../probes/checks/addresses.ts'
import { Stalled } from '../../../probes/checks/stall.ts'
import { secureContext } from '../../../probes/checks/tls.ts'
import { noteEvidence } from '../../../probes/evidence.ts'
import { StepFailure } from '../../../probes/flow.ts'
import { html, nameServer, serve } from './servers.ts'
import { session } from './sessions.ts'

test('addresses of one family take turns, and those of the other stay behind', () => {
  const all = ['192.0.2.1', '192.0.2.2', '2001:db8::1', '192.0.2.3']
  assert.deepEqual(inTurn(all, 0), ['192.0.2.1', '192.0.2.2', '192.0.2.3', '2001:db8::1'])
  assert.deepEqual(inTurn(all, 4), ['192.0.2.2', '192.0.2.3', '192.0.2.1', '2001:db8::1'])
  assert.deepEqual(inTurn([], 3), [])
})

test('whatever the interval, runs soon have begun at each address', () => {
  for (const seconds of [5, 10, 30, 60, 120, 300, 600]) {
    for (const count of [2, 3, 4, 8]) {
      const first = Array.from(
        { length: 8 * count },
        (_, run) => turnOf(1_700_000_000_000 + run * seconds * 1000) % count,
      )
      assert.equal(new Set(first).size, count, `${count} addresses, every ${seconds} s`)
    }
  }
})

/** Servers of one port on 127.0.0.1, .2 …; `null` listens nowhere. */
async function fleet(t: TestContext, statuses: (number | null)[]) {
  let port = 0
  for (const [index, status] of statuses.entries()) {
    if (status === null) continue
    const server = http.createServer((_, answer) => {
      answer.writeHead(status, { 'content-type': 'text/html' }).end(html('<h1>정부24</h1>'))
    })
    server.listen(port, `127.0.0.${index + 1}`)
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
    t.after(() => server.close())
  }
  const addresses = statuses.map((_, index) => `127.0.0.${index + 1}`)
  const resolvers = [await nameServer(t, () => ({ addresses }))]
  return { url: `http://www.gov.test:${port}/`, resolvers }
}

const loopbackHasMore = process.platform === 'linux'

test('a run goes through by another address, and its evidence says which one refuses', {
  skip: !loopbackHasMore,
}, async (t) => {
  const { url, resolvers } = await fleet(t, [200, null])
  const evidence = noteEvidence()
  const page = await session(t, { target: { resolvers }, evidence, turn: 1 }).get(url)
  assert.equal(page.visible, '정부24')
  assert.deepEqual(
    evidence.read()?.ends.map(({ address, tcp, http }) => [address, tcp, http]),
    [
      ['127.0.0.2', 'refused', ''],
      ['127.0.0.1', 'ok', 'ok'],
    ],
  )
})

test('where one refuses and another serves, the others are judged when the run is over', {
  skip: !loopbackHasMore,
}, async (t) => {
  const { url, resolvers } = await fleet(t, [503, 200, null, 200])
  const evidence = noteEvidence()
  const visit = session(t, { target: { resolvers }, evidence, turn: 2 })
  await visit.get(url)
  await visit.lookAround?.()
  const seen = new Map(evidence.read()?.ends.map(({ address, tcp, http }) => [address, http || tcp]))
  assert.deepEqual(Object.fromEntries(seen), {
    '127.0.0.1': 'status-503',
    '127.0.0.2': 'ok',
    '127.0.0.3': 'refused',
    '127.0.0.4': 'ok',
  })
})

test('a run that goes through asks no address but its own', { skip: !loopbackHasMore }, async (t) => {
  const { url, resolvers } = await fleet(t, [200, 200, null])
  const evidence = noteEvidence()
  const visit = session(t, { target: { resolvers }, evidence })
  await visit.get(url)
  await visit.lookAround?.()
  assert.deepEqual(
    evidence.read()?.ends.map(({ address }) => address),
    ['127.0.0.1'],
  )
})

test('a failure stays of its kind when addresses are compared: what follows still knows what stalled', {
  skip: !loopbackHasMore,
}, async (t) => {
  const { url } = await fleet(t, [200, null])
  const { port, hostname } = new URL(url)
  const addresses = ['127.0.0.1', '127.0.0.2']
  const fault = {
    layer: 'http' as const,
    code: 'headers-timeout',
    target: url,
    expectation: 'an answer',
    cause: 'none',
  }
  const stall = { phase: 'headers' as const, address: '127.0.0.1', port: Number(port), secure: false, hostname }
  const failure = new Stalled(fault, { ...stall, received: 0, request: null, control: null })
  const settings = { secureContext: secureContext(), userAgent: 'Bongsu/0.1 test', pathMs: 300 }
  const compared = await compareAddresses(failure, new Map([[hostname, addresses]]), undefined, settings)
  assert.ok(compared instanceof Stalled)
  assert.equal(compared.message, `none; 1 of 2 addresses of ${hostname} fail (127.0.0.2 refused)`)
  assert.equal(compared.target, `${url} (127.0.0.2:${port})`)
})

for (const [statuses, turn, says] of [
  [[503, 200, 200, 200], 0, /1 of 4 addresses of www\.gov\.test fail \(127\.0\.0\.1 status-503\)/],
  [[503, null, 200, null], 0, /3 of 4 addresses .*127\.0\.0\.2 refused/],
  [[503, 503], 1, /2 of 2 addresses/],
] as const) {
  test(`of ${statuses.join(', ')} the failure says ${says.source}`, { skip: !loopbackHasMore }, async (t) => {
    const { url, resolvers } = await fleet(t, [...statuses])
    const evidence = noteEvidence()
    const error = await session(t, { target: { resolvers }, evidence, turn })
      .get(url)
      .then(
        () => null,
        (reason: unknown) => reason,
      )
    assert.ok(error instanceof StepFailure)
    assert.deepEqual([error.layer, error.code], ['http', 'status-503'])
    assert.match(error.message, says)
    assert.equal(evidence.read()?.ends.length, statuses.length + 1, 'the run itself and each address')
  })
}

test('one name server of two in trouble is seen, and harms nothing', async (t) => {
  const { url } = await fleet(t, [200])
  const good = await nameServer(t, () => ({ addresses: ['127.0.0.1'] }))
  const bad = await nameServer(t, () => ({ rcode: 2 }))
  const evidence = noteEvidence()
  await session(t, { target: { resolvers: [bad, good] }, evidence }).get(url)
  const said = Object.fromEntries(evidence.read()?.names.map(({ resolver, rcode }) => [resolver, rcode]) ?? [])
  assert.deepEqual(said, { [bad]: 'SERVFAIL', [good]: 'NOERROR' })
})

test('a name server that is still silent when a quick run is over is noted as silent, soon', async (t) => {
  const { url } = await fleet(t, [200])
  const good = await nameServer(t, () => ({ addresses: ['127.0.0.1'] }))
  const silent = await nameServer(t, () => 'silence')
  const evidence = noteEvidence()
  const visit = session(t, { target: { resolvers: [silent, good] }, evidence })
  const since = performance.now()
  await visit.get(url)
  await visit.lookAround?.()
  assert.ok(performance.now() - since < 800)
  const said = Object.fromEntries(evidence.read()?.names.map(({ resolver, rcode }) => [resolver, rcode]) ?? [])
  assert.deepEqual(said, { [silent]: 'TIMEOUT', [good]: 'NOERROR' })
})

test('name servers that disagree are both seen, and the first good answer is used', async (t) => {
  const { url } = await fleet(t, [200])
  const one = await nameServer(t, () => ({ addresses: ['127.0.0.1'] }))
  const other = await nameServer(t, () => ({ addresses: ['127.0.0.1', '127.0.0.9'] }))
  const evidence = noteEvidence()
  const visit = session(t, { target: { resolvers: [one, other] }, evidence })
  await visit.get(url)
  await visit.lookAround?.()
  const said = Object.fromEntries(evidence.read()?.names.map(({ resolver, addresses }) => [resolver, addresses]) ?? [])
  assert.deepEqual(said, { [one]: ['127.0.0.1'], [other]: ['127.0.0.1', '127.0.0.9'] })
})

test('a failure on a kept connection is noted of its address', async (t) => {
  let asked = 0
  const origin = await serve(t, (_, answer) => {
    asked += 1
    answer.writeHead(asked === 3 ? 503 : 200, { 'content-type': 'text/html' }).end(html('<h1>정부24</h1>'))
  })
  const evidence = noteEvidence()
  const visit = session(t, { evidence })
  for (let round = 0; round < 3; round++) await visit.get(`${origin}/`).catch(() => {})
  assert.deepEqual(
    evidence.read()?.ends.map(({ address, http }) => [address, http]),
    [
      ['127.0.0.1', 'ok'],
      ['127.0.0.1', 'status-503'],
    ],
  )
})

test('a name server that never answers questions for IPv6 costs no second', async (t) => {
  const { url } = await fleet(t, [200])
  const resolver = await nameServer(t, (_, type) => (type === 'A' ? { addresses: ['127.0.0.1'] } : 'silence'))
  const evidence = noteEvidence()
  await session(t, { target: { resolvers: [resolver] }, evidence }).get(url)
  const [said] = evidence.read()?.names ?? []
  assert.deepEqual([said?.rcode, said?.addresses], ['NOERROR', ['127.0.0.1']])
  assert.ok((said?.ms ?? 0) < 500, String(said?.ms))
})

test('where no name server gives an address, the failure says how many say what', async (t) => {
  const resolvers = [
    await nameServer(t, () => ({ rcode: 2 })),
    await nameServer(t, () => 'silence'),
    await nameServer(t, () => ({ rcode: 3 })),
    await nameServer(t, () => ({ rcode: 2 })),
  ]
  const evidence = noteEvidence()
  await assert.rejects(
    session(t, { target: { resolvers }, evidence }).get('http://gone.gov.test/'),
    (error: unknown) => {
      assert.ok(error instanceof StepFailure)
      assert.deepEqual([error.layer, error.code], ['dns', 'nxdomain'])
      assert.match(error.message, /; of 4 name servers 2 say SERVFAIL, 1 nothing, 1 NXDOMAIN$/)
      return true
    },
  )
  assert.deepEqual(
    evidence.read()?.names.map(({ rcode }) => rcode),
    ['SERVFAIL', 'TIMEOUT', 'NXDOMAIN', 'SERVFAIL'],
  )
})
