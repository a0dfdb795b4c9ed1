import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { inTurn } from '../../../probes/checks/addresses.ts'
import { noteEvidence } from '../../../probes/evidence.ts'
import { StepFailure } from '../../../probes/flow.ts'
import { html, nameServer } from './servers.ts'
import { session } from './sessions.ts'

test('addresses of one family take turns, and those of the other stay behind', () => {
  const all = ['192.0.2.1', '192.0.2.2', '2001:db8::1', '192.0.2.3']
  assert.deepEqual(inTurn(all, 0), ['192.0.2.1', '192.0.2.2', '192.0.2.3', '2001:db8::1'])
  assert.deepEqual(inTurn(all, 4), ['192.0.2.2', '192.0.2.3', '192.0.2.1', '2001:db8::1'])
  assert.deepEqual(inTurn([], 3), [])
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
