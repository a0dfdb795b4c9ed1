// Whether a run may be repeated soon, or only when its flow is next due: test accounts get locked, and a refusal is respected.
import { UNWELL_CODES } from './health.ts'
import { isRefused } from './refused-logins.ts'
import type { Result } from './result.ts'

/** Reasons of inconclusive runs that are our own trouble: nobody turned us away. */
const OURS = [...UNWELL_CODES, 'probe-error', 'stopped']

/** `false` after a rejected login, a lock, a block, a CAPTCHA or anything else by which the service turned us away. */
export function mayRepeat({ verdict, reason, fault }: Pick<Result, 'verdict' | 'reason' | 'fault'>): boolean {
  if (verdict === 'inconclusive') return OURS.includes(reason.split(':')[0] ?? '')
  return !isRefused({ verdict, fault })
}
