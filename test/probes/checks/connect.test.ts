import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import https from 'node:https'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { SessionSettings } from '../../../probes/checks/http.ts'
import { StepFailure } from '../../../probes/flow.ts'
import { certificateAuthority, html, listen, nameServer, serve } from './servers.ts'
import { session } from './sessions.ts'

function caFile(t: TestContext, pem: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-ca-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'ca.pem'), pem)
  return join(folder, 'ca.pem')
}

async function faultOf(work: Promise<unknown>): Promise<StepFailure> {
  const error = await work.then(
    () => assert.fail('it should have failed'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof StepFailure, String(error))
  return error
}

test('a name is resolved by the given name servers and the page is fetched, each phase timed', async (t) => {
  const { pem, issue } = await certificateAuthority()
  const server = https.createServer(await issue('www.gov.test'), (_, answer) =>
    answer.setHeader('content-type', 'text/html').end(html('<h1>정부24</h1>')),
  )
  const port = await listen(t, server)
  const resolver = await nameServer(t, () => ({ addresses: ['127.0.0.1'] }))
  const visit = session(t, { target: { resolvers: [resolver], ca: caFile(t, pem) } })

  const page = await visit.get(`https://www.gov.test:${port}/`)
  assert.equal(page.visible, '정부24')
  const first = visit.takeMeasurements()
  for (const phase of ['dns', 'tcp', 'tls', 'firstByte'] as const) assert.ok(first.timings[phase] > 0, phase)
  assert.equal(first.requests, 1)
  assert.ok(first.bytesSent > 300 && first.bytesReceived > 700, JSON.stringify(first))

  await visit.get(`https://www.gov.test:${port}/`)
  const second = visit.takeMeasurements()
  assert.equal(second.timings.tls, 0, 'the connection is kept within a session')
  assert.ok(second.bytesSent > 0 && second.bytesReceived > 0 && second.bytesReceived < first.bytesReceived)
})

test('a second session makes a full handshake: nothing is resumed', async (t) => {
  const { pem, issue } = await certificateAuthority()
  const reused: boolean[] = []
  const server = https.createServer(await issue('www.gov.test'), (_, answer) => answer.end('x'))
  server.on('secureConnection', (socket) => reused.push(socket.isSessionReused()))
  const port = await listen(t, server)
  const target = { resolvers: [await nameServer(t, () => ({ addresses: ['127.0.0.1'] }))], ca: caFile(t, pem) }
  await session(t, { target }).get(`https://www.gov.test:${port}/`)
  await session(t, { target }).get(`https://www.gov.test:${port}/`)
  assert.deepEqual(reused, [false, false])
})

test('name server trouble is told apart: nxdomain, servfail, no-address, timeout', async (t) => {
  const resolver = await nameServer(t, (name) => {
    if (name.startsWith('silent')) return 'silence'
    return { rcode: name.startsWith('gone') ? 3 : name.startsWith('broken') ? 2 : 0 }
  })
  const visit = session(t, { target: { resolvers: [resolver] } })
  const codes = ['gone', 'broken', 'empty', 'silent'].map((name) => faultOf(visit.get(`http://${name}.gov.test/`)))
  const faults = await Promise.all(codes)
  assert.deepEqual(
    faults.map((fault) => `${fault.layer}/${fault.code}`),
    ['dns/nxdomain', 'dns/servfail', 'dns/no-address', 'dns/timeout'],
  )
  assert.equal(faults[0]?.target, 'gone.gov.test')
  assert.match(faults[0]?.message ?? '', /the name does not exist/)
})

test('a closed port is tcp/refused and says which address', async (t) => {
  const port = await listen(t, net.createServer())
  const closed = await new Promise<number>((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as net.AddressInfo
      server.close(() => resolve(free))
    })
  })
  assert.notEqual(port, closed)
  const fault = await faultOf(session(t).get(`http://127.0.0.1:${closed}/`))
  assert.deepEqual([fault.layer, fault.code, fault.target], ['tcp', 'refused', `127.0.0.1:${closed}`])
  assert.match(fault.message, /refused/)
})

test('the next address is tried when one refuses', async (t) => {
  const origin = await serve(t, (_, answer) => answer.end('here'))
  const { port } = new URL(origin)
  const resolver = await nameServer(t, () => ({ addresses: ['127.0.0.2', '127.0.0.1'] }))
  const page = await session(t, { target: { resolvers: [resolver] } }).get(`http://two.gov.test:${port}/`)
  assert.equal(page.text, 'here')
})

test('certificates that are expired, for another name, or of an unknown issuer have codes of their own', async (t) => {
  const { pem, issue } = await certificateAuthority()
  const resolver = await nameServer(t, () => ({ addresses: ['127.0.0.1'] }))
  const target = { resolvers: [resolver], ca: caFile(t, pem) }
  const at = async (credentials: { key: string; cert: string }, settings: SessionSettings['target']) => {
    const port = await listen(
      t,
      https.createServer(credentials, (_, answer) => answer.end()),
    )
    const fault = await faultOf(session(t, { target: settings }).get(`https://www.gov.test:${port}/`))
    return `${fault.layer}/${fault.code}`
  }
  assert.equal(await at(await issue('www.gov.test', '2001-01-01'), target), 'tls/expired')
  assert.equal(await at(await issue('other.test'), target), 'tls/wrong-name')
  assert.equal(await at(await issue('www.gov.test'), { resolvers: [resolver] }), 'tls/untrusted')
})

test('a server that speaks no TLS, hangs up, or says nothing in the handshake is alert, reset, stalled', async (t) => {
  const at = async (onConnect: (socket: net.Socket) => void) => {
    const port = await listen(t, net.createServer(onConnect))
    const fault = await faultOf(session(t).get(`https://127.0.0.1:${port}/`))
    return `${fault.layer}/${fault.code}`
  }
  assert.equal(
    await at((socket) => void socket.once('data', () => socket.write('HTTP/1.1 400 no\r\n\r\n'))),
    'tls/alert',
  )
  assert.equal(await at((socket) => void socket.once('data', () => socket.destroy())), 'tls/reset')
  assert.equal(await at(() => {}), 'tls/stalled')
})

test('the end of the run is named with the layer where it stood', async (t) => {
  const silent = await listen(t, net.createServer())
  const hung = await faultOf(session(t, { signal: AbortSignal.timeout(150) }).get(`http://127.0.0.1:${silent}/`))
  assert.deepEqual([hung.layer, hung.code], ['http', 'deadline'])
  const shaking = await faultOf(session(t, { signal: AbortSignal.timeout(150) }).get(`https://127.0.0.1:${silent}/`))
  assert.deepEqual([shaking.layer, shaking.code], ['tls', 'deadline'])
})
