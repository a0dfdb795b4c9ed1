// How often flows run against the replicas: what a newcomer breaks first is seen within seconds, the rest does not make a laptop warm.
import { FLOWS } from '../flows.ts'
import type { AgentSettings } from '../settings.ts'

const SOON_SECONDS = 5
const LATER_SECONDS = 15
const BESIDE_SECONDS = 20

const SOON = [
  'government24/front-page',
  'government24/login-page',
  'government24/service-information',
  'government24/verification-form',
  'government24/login',
  'government24/issue-resident-register',
  'saeol/login',
  'saeol/resident-register',
  'saeol/counter-issue',
  'shared/gpki',
  'shared/integrated-verification',
]

/** Settings of each flow, for an agent that watches the replicas. */
export function rehearsalPace(): NonNullable<AgentSettings['flows']> {
  return Object.fromEntries(FLOWS.map(({ id, service }) => [id, { everySeconds: secondsOf(id, service) }]))
}

function secondsOf(id: string, service: string): number {
  if (SOON.includes(id)) return SOON_SECONDS
  return service === 'fallback-sites' ? BESIDE_SECONDS : LATER_SECONDS
}
