// Signed links: whoever holds one may confirm or leave, without a login and without cookies.
import type { Language } from '../../data/tables.ts'
import { spoken } from '../../views/format.ts'
import { localised } from '../pages/frame.ts'
import type { Wishes } from './choices.ts'
import { type LinkPurpose, readLink, signLink } from './signed-link.ts'

/** What is asked for is in the token and takes effect only when the owner of the address confirms it. */
export type ConfirmClaim = Pick<Wishes, 'language' | 'scope'> &
  Partial<Pick<Wishes, 'preferences'>> & { subscriber: string; expiresAt: number }
export type LeaveClaim = { subscriber: string; language: Language }
export type ReadToken<T> = { ok: true; claim: T } | { ok: false; why: 'bad' | 'expired' }

export const CONFIRM_WITHIN_MS = 24 * 3_600_000

/** Valid for ever: a link in an old message must still let people leave. */
export function leaveToken(secret: string, claim: LeaveClaim): string {
  return signLink(secret, 'leave', claim)
}

export function readLeaveToken(secret: string, token: string): ReadToken<LeaveClaim> {
  return read<LeaveClaim>(secret, 'leave', token)
}

/** Opens what somebody chose, for as long as they are told. */
export function manageToken(secret: string, subscriber: string): string {
  return signLink(secret, 'manage', { subscriber })
}

/** Where the page of it stands: there is none in easy words. */
export function managePath(secret: string, subscriber: string, language: Language): string {
  return localised(`/manage/${manageToken(secret, subscriber)}`, spoken(language))
}

/** Whose it is; null when it is not ours. */
export function readManageToken(secret: string, token: string): string | null {
  return readLink<{ subscriber: string }>(secret, 'manage', token)?.subscriber ?? null
}

export function confirmToken(secret: string, claim: ConfirmClaim): string {
  return signLink(secret, 'confirm', claim)
}

export function readConfirmToken(secret: string, token: string, now: number): ReadToken<ConfirmClaim> {
  const answer = read<ConfirmClaim>(secret, 'confirm', token)
  return answer.ok && answer.claim.expiresAt <= now ? { ok: false, why: 'expired' } : answer
}

function read<T>(secret: string, purpose: LinkPurpose, token: string): ReadToken<T> {
  const claim = readLink<T>(secret, purpose, token)
  return claim === null ? { ok: false, why: 'bad' } : { ok: true, claim }
}
