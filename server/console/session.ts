// Who is signed in at the console: no passwords, but a link that works once, and then a signed cookie for a working day.
import { randomBytes } from 'node:crypto'
import { readLink, signLink } from '../notify/signed-link.ts'

/** `name` stands beside whatever they do; `subscriber`: the operator whose mailbox the link was sent to, or null from a command line. */
export type Person = { name: string; subscriber: string | null }
type Claim = Person & { expiresAt: number }
export type SignInClaim = Claim & { nonce: string }

export const SIGN_IN_WITHIN_MS = 15 * 60_000
export const SIGNED_IN_FOR_MS = 12 * 3_600_000

export function signInToken(secret: string, person: Person, now: number): string {
  const nonce = randomBytes(12).toString('hex')
  return signLink(secret, 'sign-in', { ...person, nonce, expiresAt: now + SIGN_IN_WITHIN_MS })
}

/** Null when it is not ours or too old; that it was used already shows in the audit. */
export function readSignInToken(secret: string, token: string, now: number): SignInClaim | null {
  return current(readLink<SignInClaim>(secret, 'sign-in', token), now)
}

export function sessionToken(secret: string, { name, subscriber }: Person, now: number): string {
  return signLink(secret, 'console', { name, subscriber, expiresAt: now + SIGNED_IN_FOR_MS })
}

export function readSession(secret: string, token: string, now: number): Person | null {
  const claim = current(readLink<Claim>(secret, 'console', token), now)
  return claim && { name: claim.name, subscriber: claim.subscriber }
}

function current<One extends Claim>(claim: One | null, now: number): One | null {
  return claim !== null && claim.expiresAt > now ? claim : null
}
