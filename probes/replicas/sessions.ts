// Sessions of one host: a cookie names one, and each has its own token against forged forms.
import type { Visit } from './web.ts'

export type OpenSession<T> = { id: string; csrf: string; seenAt: number; data: T }
export type Sessions<T> = {
  /** The visitor's session, or a new one with the cookie to set. */
  open: (visit: Visit) => { session: OpenSession<T>; headers: Record<string, string> }
  /** A new id after signing in, as against session fixation; the old one is gone. */
  renew: (session: OpenSession<T>) => Record<string, string>
  end: (session: OpenSession<T>) => void
  trusts: (session: OpenSession<T>, visit: Visit) => boolean
}
export type RandomBytes = (count: number) => Uint8Array

const IDLE_MS = 20 * 60_000

/** `cookie` is its name; it is host-only, as a session is not shared across the service's hosts. */
export function makeSessions<T>(
  cookie: string,
  empty: () => T,
  parts: { now: () => number; random: RandomBytes },
): Sessions<T> {
  const known = new Map<string, OpenSession<T>>()
  const token = () => Buffer.from(parts.random(24)).toString('base64url')
  const header = (id: string) => ({ 'set-cookie': `${cookie}=${id}; Path=/; Secure; HttpOnly; SameSite=Lax` })
  return {
    open: (visit) => {
      forgetIdle(known, parts.now())
      const found = known.get(visit.cookies.get(cookie) ?? '')
      if (found) {
        found.seenAt = parts.now()
        return { session: found, headers: {} }
      }
      const session = { id: token(), csrf: token(), seenAt: parts.now(), data: empty() }
      known.set(session.id, session)
      return { session, headers: header(session.id) }
    },
    renew: (session) => {
      known.delete(session.id)
      session.id = token()
      session.csrf = token()
      known.set(session.id, session)
      return header(session.id)
    },
    end: (session) => void known.delete(session.id),
    trusts: (session, visit) => visit.form.get('_csrf') === session.csrf,
  }
}

/** Oldest first in a Map's order of insertion is not the order of use, so all are looked at: there are few. */
function forgetIdle<T>(known: Map<string, OpenSession<T>>, now: number): void {
  for (const [id, session] of known) if (now - session.seenAt > IDLE_MS) known.delete(id)
}
