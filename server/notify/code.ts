// The code by which somebody proves that a telephone number is theirs. It is stored nowhere: it follows from the number and its time.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Wishes } from './choices.ts'
import { readLink, signLink } from './signed-link.ts'

export const CODE_WITHIN_MS = 10 * 60_000
const CODES = 1_000_000

/** What was asked for; it takes effect with the right code. */
export type CodeClaim = Wishes & { subscriber: string; expiresAt: number }

/** Six digits. */
export function codeFor(secret: string, { subscriber, expiresAt }: CodeClaim): string {
  const hash = createHmac('sha256', secret).update(`bongsu/code/${subscriber}/${expiresAt}`).digest()
  return String(hash.readUInt32BE(0) % CODES).padStart(6, '0')
}

export function codeToken(secret: string, claim: CodeClaim): string {
  return signLink(secret, 'code', claim)
}

/** Null when it is not ours, or too old. */
export function readCodeToken(secret: string, token: string, now: number): CodeClaim | null {
  const claim = readLink<CodeClaim>(secret, 'code', token)
  return claim && claim.expiresAt > now ? claim : null
}

/** Blanks and hyphens among the digits do not matter. */
export function isCode(typed: string, code: string): boolean {
  const [given, expected] = [Buffer.from(typed.replace(/[\s-]/g, '')), Buffer.from(code)]
  return given.length === expected.length && timingSafeEqual(given, expected)
}
