// How much one run says for or against an outage: the logarithm of its likelihood ratio, in nats. Pure.
import type { Policy } from './policy.ts'

/** How often the flow fails by chance: twice what was measured, within the policy's bounds. */
export function healthyFailure({ runs, fails }: { runs: number; fails: number }, policy: Policy): number {
  const measured = (2 * (fails + 1)) / (runs + 200)
  return Math.min(policy.healthyFailureMost, Math.max(policy.healthyFailureLeast, measured))
}

/**
 * Weight of one run for `outage` (share of runs that would fail in it) against health (share that fails by chance).
 * A repeat soon after a failing run is likely to fail again for the same passing reason, and so says little.
 */
export function weigh(failed: boolean, repeat: boolean, outage: number, healthy: number, policy: Policy): number {
  const chance = repeat ? policy.repeatFailure : healthy
  const expected = repeat ? Math.max(outage, Math.min(0.95, policy.repeatFailure + 0.2)) : outage
  return failed ? Math.log(expected / chance) : Math.log((1 - expected) / (1 - chance))
}
