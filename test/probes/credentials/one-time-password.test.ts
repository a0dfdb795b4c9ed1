import assert from 'node:assert/strict'
import test from 'node:test'
import { oneTimePassword } from '../../../probes/credentials/one-time-password.ts'
import { Inconclusive } from '../../../probes/flow.ts'

/** RFC 6238, appendix B: its secret in base32, and its eight digits at its times. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const VECTORS = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_234_567_890, '89005924'],
  [20_000_000_000, '65353130'],
] as const

test('the passwords are those of RFC 6238, of six digits unless an otpauth address says otherwise', () => {
  for (const [seconds, digits] of VECTORS) {
    assert.equal(oneTimePassword(SECRET, seconds * 1000), digits.slice(2))
    assert.equal(oneTimePassword(`otpauth://totp/x?secret=${SECRET}&digits=8`, seconds * 1000), digits)
  }
  assert.equal(oneTimePassword('gezd gnbv gy3t qojq gezd gnbv gy3t qojq', 59_000), '287082')
})

test('what is no secret makes nothing clear, and is not repeated in the error', () => {
  for (const bad of ['not-base-32!', 'otpauth://hotp/x?secret=GEZDGNBV&counter=1'])
    assert.throws(
      () => oneTimePassword(bad, 0),
      (error: Error) => error instanceof Inconclusive && !error.message.includes(bad),
    )
})
