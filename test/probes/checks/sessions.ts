// Sessions with short limits for the tests of the checks; each is closed with its test.
import type { TestContext } from 'node:test'
import { openSession, type SessionSettings } from '../../../probes/checks/http.ts'
import { LIMITS } from '../../../probes/checks/limits.ts'

const QUICK = { ...LIMITS, dnsMs: 900, tcpMs: 300, tlsMs: 300, headersMs: 300, idleMs: 300, pathMs: 200 }

export function session(t: TestContext, settings: Partial<SessionSettings> = {}) {
  const opened = openSession({
    target: {},
    userAgent: 'Bongsu/0.1 test',
    signal: new AbortController().signal,
    limits: QUICK,
    ...settings,
  })
  t.after(() => opened.close())
  return opened
}
