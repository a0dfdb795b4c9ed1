// What a link says, signed: only this installation can have written it, and only for the purpose it is used for.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** A token of one purpose is worth nothing for another. */
export type LinkPurpose = 'manage' | 'code' | 'leave' | 'confirm' | 'staff' | 'sign-in' | 'console'

/** `claim` as text that can stand in an address. */
export function signLink(secret: string, purpose: LinkPurpose, claim: object): string {
  const body = Buffer.from(JSON.stringify(claim)).toString('base64url')
  return `${body}.${signature(secret, purpose, body)}`
}

/** What was signed, or null when the token is not ours, of another purpose, or altered. */
export function readLink<T>(secret: string, purpose: LinkPurpose, token: string): T | null {
  const [body = '', given = '', ...more] = token.split('.')
  const expected = Buffer.from(signature(secret, purpose, body))
  const actual = Buffer.from(given)
  if (more.length > 0 || actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as T
}

function signature(secret: string, purpose: LinkPurpose, body: string): string {
  return createHmac('sha256', secret).update(`bongsu/${purpose}/${body}`).digest('base64url')
}
