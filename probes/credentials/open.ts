import { readFileSync } from 'node:fs'
import { Inconclusive } from '../flow.ts'
import type { IdentitySettings } from '../settings.ts'
import type { Identity } from './identity.ts'
import { oneTimePassword } from './one-time-password.ts'
import { signCms } from './sign.ts'

/** An identity whose secrets are only given out when asked for by name. What the settings lack throws Inconclusive. */
export function openIdentity(settings: IdentitySettings): Identity {
  const { name, login, password, residentNumber, totp, certificate, privateKey } = settings
  return Object.freeze({
    name,
    login: login ?? '',
    password: () => required(password, 'password'),
    residentNumber: () => required(residentNumber, 'residentNumber'),
    oneTimePassword: (now) => oneTimePassword(required(totp, 'totp'), now),
    signChallenge: async (challenge: Uint8Array) =>
      signCms(challenge, readPem(certificate, 'certificate'), readPem(privateKey, 'privateKey')),
  })
}

function required(value: string | undefined, what: string): string {
  if (!value) throw new Inconclusive('test-identity', `the test identity has no ${what}; give it in the settings`)
  return value
}

function readPem(path: string | undefined, what: string): string {
  const file = required(path, what)
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code
    throw new Inconclusive(
      'test-identity',
      `the ${what} of the test identity cannot be read (${why}); check its path in the settings`,
    )
  }
}
