// A login that is rejected although other logins of the service go through: our credentials, most likely, and no outage. Pure.
import type { Result } from './result.ts'

/** A flow that logs in. `service`: what it logs in to; the others that log in there tell whether anybody is let in. */
export type Login = { id: string; service: string }

/** By flow. Instants are starts of runs (UTC ms); `null`: there was none since this agent started. */
export type RefusedLogins = Readonly<
  Record<string, { service: string; letInAt: number | null; refusedAt: number | null; times: number }>
>

/**
 * How often in a row a login must be rejected, with another one let in after each but the last, before it is put down to our
 * credentials. One that has been let in before is believed for longer, as what works every day breaks at the service more often
 * than here; but accounts are locked after five wrong passwords, as a rule.
 */
const REFUSED_TIMES = { neverLetIn: 2, letInBefore: 4 }

/** What the settings are blamed for. */
export const CREDENTIALS = 'credentials-refused'

/**
 * Notes the run and gives it as it is to be reported. A rejected login stays a failure of the service while nobody else is let in:
 * where every login is rejected that is an outage. What was let in before the rejection says nothing, as an outage may have begun since.
 */
export function judgeLogin<R extends Pick<Result, 'verdict' | 'reason' | 'fault' | 'startedAt'>>(
  known: RefusedLogins,
  { id, service }: Login,
  result: R,
): { known: RefusedLogins; result: R } {
  const { verdict, startedAt } = result
  const { letInAt = null, refusedAt = null, times = 0 } = known[id] ?? {}
  if (verdict === 'ok' || verdict === 'slow') {
    return { known: { ...known, [id]: { service, letInAt: startedAt, refusedAt: null, times: 0 } }, result }
  }
  if (!isRefused(result)) return { known, result }
  const others = refusedAt === null ? [] : lettingIn(known, { id, service }, refusedAt)
  const now = refusedAt === null ? 1 : times + Math.sign(others.length)
  const after = { ...known, [id]: { service, letInAt, refusedAt: startedAt, times: now } }
  if (now < (letInAt === null ? REFUSED_TIMES.neverLetIn : REFUSED_TIMES.letInBefore)) return { known: after, result }
  const beside = others.length > 0 ? `, while ${others.join(', ')} is let in` : ''
  const reason = `${CREDENTIALS}: the login was rejected ${now} times in a row${beside}`.slice(0, 200)
  return { known: after, result: { ...result, verdict: 'inconclusive', fault: null, reason } }
}

/** That right credentials were refused, in so far as the page could tell. */
export function isRefused({ verdict, fault }: Pick<Result, 'verdict' | 'fault'>): boolean {
  return verdict === 'failed' && fault?.layer === 'auth' && fault.code === 'login-rejected'
}

function lettingIn(known: RefusedLogins, { id, service }: Login, since: number): string[] {
  return Object.entries(known)
    .filter(([other, one]) => other !== id && one.service === service && (one.letInAt ?? 0) > since)
    .map(([other]) => other)
}
