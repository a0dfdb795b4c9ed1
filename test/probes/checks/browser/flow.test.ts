// The citizen's way in a real browser against the replicas: well, and what it says of faults.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Check } from 'typebox/value'
import type { Browsers } from '../../../../probes/checks/browser/browsers.ts'
import type { Flow } from '../../../../probes/flow.ts'
import { FLOWS } from '../../../../probes/flows.ts'
import { planFlows } from '../../../../probes/plan.ts'
import { type Replicas, startReplicas } from '../../../../probes/replicas/replicas.ts'
import { ResultSchema } from '../../../../probes/result.ts'
import type { Target } from '../../../../probes/settings.ts'
import { runAgainst } from '../../run-against.ts'
import { browsers } from './pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'bongsu-browser-flow-'))
const evidenceFolder = join(folder, 'evidence')
let replicas: Replicas
let shared: Browsers
before(async () => {
  replicas = await startReplicas({ now: Date.now, folder })
  shared = await browsers({ evidenceFolder })
})
after(async () => {
  await Promise.all([shared.close(), replicas.close()])
  rmSync(folder, { recursive: true, force: true })
})

test('the same steps go through in a browser, and the result fits the contract', async () => {
  const result = await run('government24/issue-in-browser')
  assert.deepEqual([result.verdict, result.reason, result.fault], ['ok', '', null])
  assert.ok(result.steps.every(({ outcome, asserted }) => outcome === 'ok' && asserted.length > 0))
  assert.ok(Check(ResultSchema, { sequence: 1, ...result }))
  assert.equal(result.document?.numberShape, '9999-9999-9999-9999')
  const [first] = result.steps
  assert.ok(first && first.bytesReceived > 0 && first.timings.tls > 0 && first.timings.firstByte > 0)
  assert.ok(
    result.evidence?.names.length && result.evidence.ends.some(({ tls, http }) => tls === 'ok' && http === 'ok'),
  )
  assert.throws(() => readdirSync(evidenceFolder), 'nothing is kept of a run that went well')
})

const FRONT = 'government24/front-page'
const ISSUE = 'government24/issue-in-browser'
const cases: [fault: string, flow: string, layer: string, code: string, step: string][] = [
  ['dns-nxdomain', FRONT, 'dns', 'nxdomain', 'main'],
  ['refused', FRONT, 'tcp', 'refused', 'main'],
  ['tls-expired', FRONT, 'tls', 'expired', 'main'],
  ['http-503', FRONT, 'http', 'status-503', 'main'],
  ['queue-page', FRONT, 'http', 'queue-page', 'main'],
  ['hangs-up', FRONT, 'http', 'connection-closed', 'main'],
  ['login-rejects', ISSUE, 'auth', 'login-rejected', 'login'],
  ['wrong-document', ISSUE, 'document', 'wrong-document', 'issue'],
]
for (const [fault, flow, layer, code, step] of cases) {
  test(`${fault} makes ${flow} in a browser fail in layer ${layer}, code ${code}, at ${step}`, async () => {
    await replicas.faults.set('government24', fault, true)
    try {
      const result = await run(flow)
      assert.deepEqual([result.fault?.layer, result.fault?.code, result.fault?.step], [layer, code, step])
      assert.ok(readdirSync(evidenceFolder).some((name) => name.endsWith(`${flow.replace('/', '-')}.json`)))
    } finally {
      await replicas.faults.set('government24', fault, false)
    }
  })
}

test('without its CA a certificate is not trusted: the browser judges it itself', async () => {
  const result = await run(FRONT, (target) => ({ ...target, ca: undefined }))
  assert.deepEqual([result.fault?.layer, result.fault?.code], ['tls', 'untrusted'])
})

test('browser flows are planned only where a browser is given', () => {
  const own = { name: 'a', location: 'b', key: 'k', server: 'http://127.0.0.1:1', spool: { folder } }
  const settings = { ...own, targets: replicas.settings().targets }
  const planned = (more: object) => planFlows(FLOWS, { ...settings, ...more }, Date.now()).run.map(({ flow }) => flow)
  assert.ok(planned({}).length > 0 && planned({}).every(({ kind }) => kind !== 'browser'))
  assert.ok(planned({ browser: { executable: '/x' } }).some(({ id }) => id === ISSUE))
})

test('without a browser in the settings such a flow is inconclusive', async () => {
  const result = await run(ISSUE, undefined, null)
  assert.equal(result.verdict, 'inconclusive')
  assert.match(result.reason, /browser\.executable/)
})

function run(id: string, change = (target: Target): Target => target, at: Browsers | null = shared) {
  const flow = FLOWS.find((one) => one.id === id) as Flow
  const target = replicas.settings().targets[flow.service] as Target
  return runAgainst(change(target), { ...flow, kind: 'browser' }, {}, Date.now, at ?? undefined)
}
