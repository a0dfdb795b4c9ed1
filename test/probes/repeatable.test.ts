import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mayRepeat } from '../../probes/repeatable.ts'
import type { Result } from '../../probes/result.ts'

const fault = (layer: 'auth' | 'http', code: string) => ({
  layer,
  code,
  step: 's',
  target: 't',
  expectation: 'e',
  cause: 'c',
})
const cases: [says: string, run: Pick<Result, 'verdict' | 'reason' | 'fault'>, repeated: boolean][] = [
  ['a good run', { verdict: 'ok', reason: '', fault: null }, true],
  ['a failure', { verdict: 'failed', reason: '', fault: fault('http', 'status-503') }, true],
  [
    'a verifier that is away',
    { verdict: 'failed', reason: '', fault: fault('auth', 'certificate-verification-unavailable') },
    true,
  ],
  ['a rejected login', { verdict: 'failed', reason: '', fault: fault('auth', 'login-rejected') }, false],
  ['a locked account', { verdict: 'inconclusive', reason: 'account-locked: no', fault: null }, false],
  ['a block', { verdict: 'inconclusive', reason: 'blocked: 403', fault: null }, false],
  ['a CAPTCHA', { verdict: 'inconclusive', reason: 'captcha: asks for a human', fault: null }, false],
  ['our own network', { verdict: 'inconclusive', reason: 'own-network: none', fault: null }, true],
]
for (const [says, run, repeated] of cases)
  test(`${says} may ${repeated ? '' : 'not '}be repeated soon`, () => assert.equal(mayRepeat(run), repeated))
