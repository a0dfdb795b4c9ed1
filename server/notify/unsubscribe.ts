// Signed links: whoever holds one may confirm or leave, without a login and without cookies.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Language } from '../../data/tables.ts'

/** What is asked for is in the token and takes effect only when the owner of the address confirms it. */
export type ConfirmClaim = { subscriber: string; language: Language; scope: string[]; expiresAt: number }
export type LeaveClaim = { subscriber: string; language: Language }
export type ReadToken<T> = { ok: true; claim: T } | { ok: false; why: 'bad' | 'expired' }

export const CONFIRM_WITHIN_MS = 24 * 3_600_000

/** Valid for ever: a link in an old message must still let people leave. */
export function leaveToken(secret: string, claim: LeaveClaim): string {
  return sign(secret, 'leave', claim)
}

export function readLeaveToken(secret: string, token: string): ReadToken<LeaveClaim> {
  return read<LeaveClaim>(secret, 'leave', token)
}

export function confirmToken(secret: string, claim: ConfirmClaim): string {
  return sign(secret, 'confirm', claim)
}

export function readConfirmToken(secret: string, token: string, now: number): ReadToken<ConfirmClaim> {
  const answer = read<ConfirmClaim>(secret, 'confirm', token)
  return answer.ok && answer.claim.expiresAt <= now ? { ok: false, why: 'expired' } : answer
}

type Purpose = 'leave' | 'confirm'

function sign(secret: string, purpose: Purpose, claim: object): string {
  const body = Buffer.from(JSON.stringify(claim)).toString('base64url')
  return `${body}.${signature(secret, purpose, body)}`
}

function read<T>(secret: string, purpose: Purpose, token: string): ReadToken<T> {
  const [body = '', given = ''] = token.split('.')
  const expected = Buffer.from(signature(secret, purpose, body))
  const actual = Buffer.from(given)
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return { ok: false, why: 'bad' }
  return { ok: true, claim: JSON.parse(Buffer.from(body, 'base64url').toString()) as T }
}

function signature(secret: string, purpose: Purpose, body: string): string {
  return createHmac('sha256', secret).update(`bongsu/${purpose}/${body}`).digest('base64url')
}
