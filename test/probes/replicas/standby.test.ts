// Each service has a backup on hosts of its own, which is broken on its own.
import assert from 'node:assert/strict'
import test from 'node:test'
import { FLOWS } from '../../../probes/flows.ts'
import { runAgainst } from '../run-against.ts'
import { withReplicas } from './visitor.ts'

const FRONT = FLOWS.find(({ id }) => id === 'government24/front-page')
const CLERK = FLOWS.find(({ id }) => id === 'saeol/login')

test('services that citizens and clerks use have a backup elsewhere; what they share and the sites beside them have none', async (t) => {
  const { targets } = await withReplicas(t)
  for (const service of ['government24', 'saeol', 'emergency-rescue']) {
    assert.match(Object.values(targets[service]?.standby?.hosts ?? {}).join(' '), /standby\./, service)
  }
  for (const service of ['shared', 'fallback-sites']) assert.equal(targets[service]?.standby, undefined, service)
})

test('the flows run on the backup too; breaking one side leaves the other as it was', async (t) => {
  const { replicas, targets } = await withReplicas(t)
  const verdicts = async () => [
    (await runAgainst(targets.government24, FRONT)).verdict,
    (await runAgainst(targets.government24?.standby, FRONT)).verdict,
  ]
  assert.deepEqual(await verdicts(), ['ok', 'ok'])
  await replicas.faults.set('government24-standby', 'refused', true)
  assert.deepEqual(await verdicts(), ['ok', 'failed'])
  await replicas.faults.set('government24-standby', 'refused', false)
  await replicas.faults.set('government24', 'http-503', true)
  assert.deepEqual(await verdicts(), ['failed', 'ok'])
})

test('the backup of Saeol hangs on the same GPKI, and its login is broken on its own', async (t) => {
  const { replicas, targets } = await withReplicas(t)
  const standby = targets.saeol?.standby
  assert.equal((await runAgainst(standby, CLERK)).verdict, 'ok')
  await replicas.faults.set('saeol', 'certificate-verification-down', true)
  assert.equal((await runAgainst(standby, CLERK)).fault?.code, 'certificate-verification-unavailable')
  await replicas.faults.set('saeol', 'certificate-verification-down', false)
  await replicas.faults.set('saeol-standby', 'login-rejects', true)
  assert.equal((await runAgainst(standby, CLERK)).fault?.code, 'login-rejected')
  await assert.rejects(replicas.faults.set('saeol-standby', 'empty-pdf', true), /has no fault/)
})
