import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import test from 'node:test'

const PROBE = join(import.meta.dirname, '../../probes/probe.ts')

function probe(...given: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROBE, ...given], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status, stdout, stderr }
}

const GATE = ['government24/front-page', '--target', 'staging', '--against', 'production', '--repeat', '3']

test('one flow runs once against the stand-ins', () => {
  const { status, stdout } = probe('saeol/login')
  assert.equal(status, 0)
  assert.match(stdout, /saeol\/login: ok after/)
})

test('the gate says by its exit code whether a release may go on', () => {
  assert.equal(probe(...GATE).status, 0)
  const broken = probe(...GATE, '--fault', 'http-503')
  assert.equal(broken.status, 1)
  assert.match(broken.stdout, /http\/status-503 at main.*REGRESSION/)
})

test('what cannot be run is usage', () => {
  for (const given of [
    [],
    ['nothing'],
    ['government24'],
    [...GATE, '--slower', '0'],
    ['saeol/login', '--repeat', '3'],
    ['nothing', ...GATE.slice(1)],
  ]) {
    const { status, stderr, stdout } = probe(...given)
    assert.equal(status, 3, given.join(' '))
    assert.ok(stderr.length > 0 && stdout === '')
  }
})
