// Runs one flow against the replicas, with limits that let a test end soon.
import { randomBytes } from 'node:crypto'
import type { Browsers } from '../../probes/checks/browser/browsers.ts'
import { openIdentity } from '../../probes/credentials/open.ts'
import type { Flow } from '../../probes/flow.ts'
import { rememberCopies } from '../../probes/issued-copies.ts'
import { runFlow } from '../../probes/run-flow.ts'
import type { Target } from '../../probes/settings.ts'

/** Of this test's process, as an agent has them. */
const copies = rememberCopies(randomBytes(32))

const LIMITS = { dnsMs: 1500, tcpMs: 1000, tlsMs: 1000, headersMs: 1500, idleMs: 1000, pathMs: 700 }

export function runAgainst(
  target: Target | undefined,
  flow: Flow | undefined,
  timing = {},
  now = Date.now,
  browsers?: Browsers,
) {
  if (!target || !flow) throw new Error('no such flow or target')
  return runFlow(flow, {
    target,
    identity: target.identity ? openIdentity(target.identity) : null,
    userAgent: 'BongsuProbe/test',
    now,
    timing,
    trigger: 'schedule',
    limits: LIMITS,
    browsers,
    copies,
  })
}
