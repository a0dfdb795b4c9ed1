import assert from 'node:assert/strict'
import { promises as dns } from 'node:dns'
import test from 'node:test'
import { readPdf } from '../../../probes/checks/pdf.ts'
import { makeVisitor, withReplicas } from './visitor.ts'
import { enterSaeol, host, issueAtCounter, issueAtGovernment24, signIn, verifyNumber } from './ways.ts'

const HTTP_FAULTS = [
  ['http-503', 503, /일시적으로 이용할 수 없습니다/],
  ['queue-page', 200, /접속 대기 중입니다.*대기 인원/s],
  ['notice-page', 200, /이용이 제한되고 있습니다/],
] as const

for (const [fault, status, words] of HTTP_FAULTS) {
  test(`${fault} is shown instead of the page, and goes away`, async (t) => {
    const { replicas, visitor, targets } = await withReplicas(t)
    await replicas.faults.set('government24', fault, true)
    const seen = await visitor.get(`${host(targets, 'government24', 'www')}/`)
    assert.equal(seen.status, status)
    assert.match(seen.text, words)
    assert.equal((await visitor.get(`${host(targets, 'saeol', 'saeol')}/login`)).status, 200)
    await replicas.faults.set('government24', fault, false)
    assert.match((await visitor.get(`${host(targets, 'government24', 'www')}/`)).text, /자주 찾는 서비스/)
  })
}

const NETWORK_FAULTS = [
  ['refused', /ECONNREFUSED/],
  ['blackhole', /TimeoutError|aborted/],
  ['tls-expired', /CERT_HAS_EXPIRED/],
  ['large-packets-lost', /TimeoutError|aborted/],
] as const

for (const [fault, reason] of NETWORK_FAULTS) {
  test(`${fault} breaks the connection in its own way, and the same port serves again afterwards`, async (t) => {
    const { replicas, targets } = await withReplicas(t)
    const visitor = makeVisitor(replicas, 700)
    const front = `${host(targets, 'government24', 'plus')}/login`
    await replicas.faults.set('government24', fault, true)
    await assert.rejects(visitor.get(front), (error: Error & { code?: string }) =>
      reason.test(`${error.code} ${error.name} ${error.cause} ${error.message}`),
    )
    await replicas.faults.set('government24', fault, false)
    assert.equal((await visitor.get(front)).status, 200)
  })
}

test('under large-packets-lost a small exchange passes', async (t) => {
  const { replicas, visitor, targets } = await withReplicas(t)
  await replicas.faults.set('government24', 'large-packets-lost', true)
  const missing = await visitor.get(`${host(targets, 'government24', 'www')}/nothing-here`)
  assert.match(missing.text, /페이지를 찾을 수 없습니다/)
})

test('slow answers late, and login-rejects refuses right credentials of both services', async (t) => {
  const { replicas, visitor, targets } = await withReplicas(t)
  await replicas.faults.set('government24', 'slow', true)
  const since = performance.now()
  await visitor.get(`${host(targets, 'government24', 'www')}/`)
  assert.ok(performance.now() - since >= 290)
  await replicas.faults.set('government24', 'slow', false)
  for (const target of ['government24', 'saeol']) await replicas.faults.set(target, 'login-rejects', true)
  assert.match((await signIn(visitor, targets)).text, /일치하지 않습니다/)
  assert.match((await enterSaeol(visitor, targets)).page.text, /등록되지 않은 사용자/)
})

test('without the verification service, Saeol says with 200 that it cannot be reached', async (t) => {
  const { replicas, visitor, targets } = await withReplicas(t)
  await replicas.faults.set('saeol', 'certificate-verification-down', true)
  const { page } = await enterSaeol(visitor, targets)
  assert.deepEqual([page.status, /인증서 검증 서버에 연결할 수 없습니다/.test(page.text)], [200, true])
})

test('documents can be empty, the wrong ones, or of a number that nobody knows', async (t) => {
  const { replicas, visitor, targets } = await withReplicas(t)
  await replicas.faults.set('saeol', 'empty-pdf', true)
  assert.equal((await issueAtCounter(visitor, targets)).document.bytes.length, 0)
  await replicas.faults.set('government24', 'unverifiable-number', true)
  const issued = await readPdf((await issueAtGovernment24(visitor, targets)).document.bytes)
  const number = /(\d{4}-){3}\d{4}/.exec(issued.text)?.[0] ?? ''
  assert.match((await verifyNumber(visitor, targets, number, '홍길동테스트')).text, /일치하는 문서가 없습니다/)
  await replicas.faults.set('saeol', 'empty-pdf', false)
  await replicas.faults.set('saeol', 'wrong-document', true)
  const wrong = await readPdf((await issueAtCounter(makeVisitor(replicas), targets)).document.bytes)
  assert.match(wrong.text, /주민등록표\(초본\)/)
  assert.doesNotMatch(wrong.text, /홍길동테스트/)
})

test('the names resolve by the name server of the settings until dns-nxdomain', async (t) => {
  const { replicas, targets } = await withReplicas(t)
  const resolver = new dns.Resolver()
  resolver.setServers(targets.saeol?.resolvers ?? [])
  assert.deepEqual(await resolver.resolve4('saeol.test'), ['127.0.0.1'])
  await assert.rejects(resolver.resolve4('elsewhere.test'), { code: 'ENOTFOUND' })
  await replicas.faults.set('saeol', 'dns-nxdomain', true)
  await assert.rejects(resolver.resolve4('saeol.test'), { code: 'ENOTFOUND' })
  assert.deepEqual(await resolver.resolve4('www.gov24.test'), ['127.0.0.1'])
})

test('a fault that makes no sense for a target is neither listed nor set', async (t) => {
  const { replicas } = await withReplicas(t)
  const known = replicas.faults.list().targets.find(({ id }) => id === 'saeol')
  assert.ok(known?.faults.every(({ id, on }) => id !== 'unverifiable-number' && !on))
  await assert.rejects(replicas.faults.set('saeol', 'unverifiable-number', true), /"saeol" has no fault/)
  await assert.rejects(replicas.faults.set('hometax', 'slow', true), /no target "hometax"/)
})
