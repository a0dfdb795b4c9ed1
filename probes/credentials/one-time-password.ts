// Time-based one-time passwords (RFC 6238), for logins that ask for one.
import { Secret, TOTP, URI } from 'otpauth'
import { Inconclusive } from '../flow.ts'

/**
 * The password of `now` (UTC ms). `totp`: the secret in base32 (HMAC-SHA-1, 30 seconds, 6 digits), or an `otpauth://` address
 * where the login wants anything else. Throws Inconclusive when it is neither.
 */
export function oneTimePassword(totp: string, now: number): string {
  try {
    return read(totp).generate({ timestamp: now })
  } catch {
    throw new Inconclusive('test-identity', 'the totp of the test identity is neither base32 nor an otpauth:// address')
  }
}

function read(totp: string): TOTP {
  if (!totp.startsWith('otpauth:')) return new TOTP({ secret: Secret.fromBase32(totp.replace(/[\s-]/g, '')) })
  const parsed = URI.parse(totp)
  if (parsed instanceof TOTP) return parsed
  throw new Error('it counts, and is not time-based')
}
