// Every flow against the replicas: well, and with each fault switched on.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Check } from 'typebox/value'
import { FLOWS } from '../../probes/flows.ts'
import { type Replicas, startReplicas } from '../../probes/replicas/replicas.ts'
import { ResultSchema } from '../../probes/result.ts'
import { runAgainst } from './run-against.ts'

const folder = mkdtempSync(join(tmpdir(), 'bongsu-flows-'))
let replicas: Replicas
before(async () => {
  replicas = await startReplicas({ now: Date.now, folder, delayMs: 300 })
})
after(async () => {
  await replicas.close()
  rmSync(folder, { recursive: true, force: true })
})

test('flows have ids of their own, named after their service', () => {
  assert.equal(new Set(FLOWS.map(({ id }) => id)).size, FLOWS.length)
  for (const { id, service, component } of FLOWS) {
    assert.ok(id.startsWith(`${service}/`), id)
    assert.ok(component.startsWith(`${service}/`), component)
  }
})

// what needs a browser is looked at in checks/browser/
for (const { id } of FLOWS.filter(({ kind }) => kind !== 'browser')) {
  test(`${id} succeeds against a healthy replica, and its result fits the contract`, async () => {
    const result = await run(id)
    assert.deepEqual([result.verdict, result.reason], ['ok', ''])
    assert.ok(result.steps.every(({ outcome, asserted }) => outcome === 'ok' && asserted.length > 0))
    assert.ok(Check(ResultSchema, { sequence: 1, ...result }))
  })
}

const ISSUE = 'government24/issue-resident-register'
const COUNTER = 'saeol/counter-issue'
const AWAY = 'certificate-verification-unavailable'
const cases: [target: string, fault: string, flow: string, layer: string, code: string, step: string][] = [
  ['government24', 'refused', 'government24/front-page', 'tcp', 'refused', 'main'],
  ['government24', 'tls-expired', 'government24/front-page', 'tls', 'expired', 'main'],
  ['government24', 'http-503', 'government24/service-information', 'http', 'status-503', 'search'],
  ['government24', 'login-rejects', ISSUE, 'auth', 'login-rejected', 'login'],
  ['government24', 'queue-page', 'government24/verification-form', 'http', 'queue-page', 'form'],
  ['government24', 'notice-page', 'government24/login-page', 'http', 'notice-page', 'login_page'],
  ['government24', 'empty-pdf', ISSUE, 'document', 'empty', 'issue'],
  ['government24', 'wrong-document', ISSUE, 'document', 'wrong-document', 'issue'],
  ['government24', 'wrong-holder', ISSUE, 'document', 'wrong-holder', 'issue'],
  ['government24', 'truncated-pdf', ISSUE, 'document', 'truncated', 'issue'],
  ['saeol', 'wrong-holder', COUNTER, 'document', 'wrong-holder', 'issue'],
  ['saeol', 'truncated-pdf', 'saeol/seal-certificate', 'document', 'truncated', 'issue'],
  ['government24', 'bad-signature', ISSUE, 'document', 'bad-signature', 'issue'],
  ['government24', 'document-unsigned', ISSUE, 'document', 'unsigned', 'issue'],
  ['government24', 'untrusted-signer', ISSUE, 'document', 'untrusted-signer', 'issue'],
  ['saeol', 'wrong-timestamp', COUNTER, 'document', 'wrong-timestamp', 'issue'],
  ['saeol', 'bad-signature', COUNTER, 'document', 'bad-signature', 'issue'],
  ['government24', 'unverifiable-number', ISSUE, 'document', 'number-not-verifiable', 'verify'],
  ['government24', 'large-packets-lost', 'government24/front-page', 'path', 'large-packets-lost', 'main'],
  ['government24', 'dns-servfail', 'government24/front-page', 'dns', 'servfail', 'main'],
  ['government24', 'tls-stalls', 'government24/front-page', 'tls', 'stalled', 'main'],
  ['government24', 'reset', 'government24/front-page', 'http', 'reset', 'main'],
  ['government24', 'hangs-up', 'government24/front-page', 'http', 'connection-closed', 'main'],
  ['government24', 'overloaded', 'government24/front-page', 'http', 'headers-timeout', 'main'],
  ['government24', 'dns-nxdomain', 'government24/front-page', 'dns', 'nxdomain', 'main'],
  ['government24', 'soft-404', 'government24/front-page', 'app', 'soft-404', 'main'],
  ['government24', 'half-page', 'government24/front-page', 'app', 'incomplete-page', 'main'],
  ['government24', 'login-rejects', 'government24/login-joint-certificate', 'auth', 'login-rejected', 'login'],
  ['integrated-verification', 'refused', 'government24/login-joint-certificate', 'auth', AWAY, 'login'],
  ['government24', 'bad-signature', 'government24/issue-land-register', 'document', 'bad-signature', 'issue'],
  ['government24', 'notice-page', 'government24/mobile-id', 'http', 'notice-page', 'login_page'],
  ['government24', 'half-page', 'government24/financial-certificate', 'app', 'incomplete-page', 'login_page'],
  ['government24', 'stuck-processing', ISSUE, 'app', 'not-processed', 'processed'],
  ['saeol', 'half-page', 'saeol/login', 'app', 'incomplete-page', 'login_page'],
  ['saeol', 'login-rejects', 'saeol/login', 'auth', 'login-rejected', 'login'],
  ['saeol', 'certificate-verification-down', 'saeol/login', 'auth', 'certificate-verification-unavailable', 'login'],
  ['saeol', 'empty-pdf', COUNTER, 'document', 'empty', 'issue'],
  ['saeol', 'wrong-document', COUNTER, 'document', 'wrong-document', 'issue'],
  ['saeol', 'http-503', 'saeol/resident-register', 'http', 'status-503', 'login_page'],
  ['emergency-rescue', 'notice-page', 'emergency-rescue/web-report', 'http', 'notice-page', 'form'],
  ['emergency-rescue', 'login-rejects', 'emergency-rescue/dispatch-login', 'auth', 'login-rejected', 'password'],
  ['emergency-rescue', 'record-missing', 'emergency-rescue/incident-lookup', 'app', 'incident-missing', 'search'],
  ['fallback-sites', 'refused', 'fallback-sites/efamily', 'tcp', 'refused', 'main'],
  ['fallback-sites', 'queue-page', 'fallback-sites/nhis', 'http', 'queue-page', 'main'],
  ['saeol', 'wrong-document', 'saeol/seal-certificate', 'document', 'wrong-document', 'issue'],
  ['saeol', 'record-missing', 'saeol/civil-petitions', 'app', 'petition-missing', 'find'],
  ['saeol', 'certificate-verification-down', 'shared/gpki', 'tcp', 'refused', 'verify'],
  ['gpki', 'accepts-anything', 'shared/gpki', 'app', 'accepts-anything', 'refuse'],
  ['gpki', 'tls-expired', 'shared/gpki', 'tls', 'expired', 'verify'],
  ['integrated-verification', 'refused', 'shared/integrated-verification', 'tcp', 'refused', 'verify'],
  ['integrated-verification', 'refused', 'shared/gpki', 'auth', AWAY, 'verify'],
  ['integrated-verification', 'http-503', 'saeol/login', 'auth', AWAY, 'login'],
  ['integrated-verification', 'accepts-anything', 'shared/gpki', 'app', 'accepts-anything', 'refuse'],
]
for (const [target, fault, flow, layer, code, step] of cases) {
  test(`${fault} at ${target} makes ${flow} fail in layer ${layer}, code ${code}, at ${step}`, async () => {
    const result = await withFault(target, fault, () => run(flow))
    assert.deepEqual([result.verdict, result.reason], ['failed', ''])
    assert.deepEqual([result.fault?.layer, result.fault?.code, result.fault?.step], [layer, code, step])
    assert.ok(Check(ResultSchema, { sequence: 1, ...result }))
  })
}

for (const [target, flow] of [
  ['government24', ISSUE],
  ['saeol', COUNTER],
] as const) {
  test(`previous-copy at ${target} makes the second run of ${flow} fail, and a new document ends it`, async () => {
    const first = await run(flow)
    const again = await withFault(target, 'previous-copy', () => run(flow))
    assert.deepEqual([first.verdict, again.verdict], ['ok', 'failed'])
    assert.deepEqual([again.fault?.layer, again.fault?.code, again.fault?.step], ['document', 'previous-copy', 'issue'])
    assert.equal((await run(flow)).verdict, 'ok')
  })
}

test('a port that accepts and then says nothing fails as stuck, not as ours', async () => {
  const result = await withFault('saeol', 'blackhole', () => run('saeol/login'))
  assert.deepEqual([result.verdict, result.fault?.step], ['failed', 'login_page'])
  assert.ok(['tcp', 'tls'].includes(result.fault?.layer ?? ''))
})

test('a handshake that begins is told from one of which nothing comes', async () => {
  for (const [fault, bytes] of [
    ['blackhole', 0],
    ['tls-stalls', 5],
  ] as const) {
    const { fault: seen } = await withFault('government24', fault, () => run('government24/front-page'))
    assert.match(seen?.cause ?? '', new RegExp(`did not finish \\(${bytes} bytes arrived\\)`))
  }
})

test('a name server that is silent, and an address that refuses, are told and harm nothing', async () => {
  const silent = await withFault('government24', 'one-resolver-down', () => run('government24/login'))
  assert.deepEqual([silent.verdict, silent.reason], ['ok', ''])
  assert.deepEqual(new Set(silent.evidence?.names.map(({ rcode }) => rcode)), new Set(['NOERROR', 'TIMEOUT']))
  const refuses = await withFault('government24', 'some-addresses-refuse', async () => {
    const runs = []
    for (let second = 1; second <= 8; second++) runs.push(await run('government24/front-page', {}, () => second * 1000))
    return runs
  })
  assert.deepEqual(new Set(refuses.map(({ verdict }) => verdict)), new Set(['ok']))
  const [told] = refuses.filter(({ reason }) => reason !== '')
  assert.match(told?.reason ?? '', /^addresses: 1 of 2 addresses of \S+ fail \(127\.0\.0\.2 \w+\)$/)
})

for (const [target, fault, flow, code] of [
  ['government24', 'captcha', 'government24/front-page', 'captcha'],
  ['government24', 'block-page', 'government24/front-page', 'blocked'],
  ['government24', 'forbidden', 'government24/front-page', 'blocked'],
  ['government24', 'rate-limited', 'government24/front-page', 'rate-limited'],
  ['government24', 'account-locked', 'government24/login', 'account-locked'],
  ['government24', 'human-interstitial', 'government24/login', 'human-needed'],
  ['saeol', 'captcha', 'saeol/login', 'captcha'],
] as const) {
  test(`${fault} at ${target} makes ${flow} inconclusive (${code}): it is us who are turned away`, async () => {
    const { verdict, reason, fault: said } = await withFault(target, fault, () => run(flow))
    assert.deepEqual([verdict, reason.split(':')[0], said], ['inconclusive', code, null])
  })
}

test('a service that wants to be left alone says for how long, and the flow keeps to it', async () => {
  const since = Date.now()
  const { reason, pausedUntil = 0 } = await withFault('government24', 'rate-limited', () =>
    run('government24/mobile-id'),
  )
  assert.match(reason, /retry after 120 s/)
  assert.ok(pausedUntil >= since + 120_000 && pausedUntil <= Date.now() + 120_000)
})

test('slow answers make a slow run, never a failed one', async () => {
  const result = await withFault('government24', 'slow', () =>
    run('government24/front-page', { slowAfterSeconds: 0.25 }),
  )
  assert.equal(result.verdict, 'slow')
})

test('the web report front is read once, and nothing is ever sent to it', async () => {
  const { steps } = await run('emergency-rescue/web-report')
  assert.equal(
    steps.reduce((sum, { requests }) => sum + requests, 0),
    1,
  )
  assert.ok(steps.every(({ bytesSent }) => bytesSent < 1_000))
})

test('no result holds the number of a document or anything secret of the test identity', async () => {
  const told = JSON.stringify([await run(ISSUE), await run(COUNTER)])
  assert.doesNotMatch(told, /\d{4}-\d{4}-\d{4}-\d{4}(?<!9999-9999-9999-9999)/)
  for (const { identity } of Object.values(replicas.settings().targets))
    for (const secret of [identity?.password, identity?.residentNumber]) if (secret) assert.ok(!told.includes(secret))
})

async function withFault<T>(target: string, fault: string, work: () => Promise<T>): Promise<T> {
  await replicas.faults.set(target, fault, true)
  try {
    return await work()
  } finally {
    await replicas.faults.set(target, fault, false)
  }
}

function run(id: string, timing = {}, now = Date.now) {
  const flow = FLOWS.find((one) => one.id === id)
  const target = flow && replicas.settings().targets[flow.service]
  return runAgainst(target, flow, timing, now)
}
