import { Inconclusive } from '../flow.ts'
import type { IdentitySettings } from '../settings.ts'
import type { Identity } from './identity.ts'
import { oneTimePassword } from './one-time-password.ts'
import { signCms } from './sign.ts'
import { readSigner } from './signer.ts'

/** An identity whose secrets are only given out when asked for by name. What the settings lack throws Inconclusive. */
export function openIdentity(settings: IdentitySettings): Identity {
  const { name, login, password, residentNumber, totp } = settings
  let until: number | null = null
  return Object.freeze({
    name,
    login: login ?? '',
    password: () => required(password, 'password'),
    residentNumber: () => required(residentNumber, 'residentNumber'),
    oneTimePassword: (now) => oneTimePassword(required(totp, 'totp'), now),
    signChallenge: async (challenge, now) => {
      const { certificate, key } = readSigner(settings, now)
      until = certificate.validToDate.getTime()
      return signCms(challenge, certificate.raw, key)
    },
    signedUntil: () => until,
  })
}

function required(value: string | undefined, what: string): string {
  if (!value) throw new Inconclusive('test-identity', `the test identity has no ${what}; give it in the settings`)
  return value
}
