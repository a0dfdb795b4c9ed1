import assert from 'node:assert/strict'
import test from 'node:test'
import { isPasswordOf } from '../../../../probes/replicas/emergency-rescue/one-time-password.ts'

/** "12345678901234567890" in base32, and the last six digits of the SHA-1 values of RFC 6238, appendix B. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_234_567_890, '005924'],
  [20_000_000_000, '353130'],
] as const

test('the passwords of RFC 6238 are known at their time, half a minute around it, and no longer', () => {
  for (const [seconds, password] of VECTORS) {
    assert.ok(isPasswordOf(password, SECRET, seconds * 1000))
    assert.ok(isPasswordOf(password, SECRET, (seconds + 30) * 1000))
    assert.ok(!isPasswordOf(password, SECRET, (seconds + 90) * 1000))
    assert.ok(!isPasswordOf('000000', SECRET, seconds * 1000))
  }
})
