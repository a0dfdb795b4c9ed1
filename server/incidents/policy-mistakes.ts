// What a schema cannot see in a policy: settings that contradict each other. Pure.
import type { Policy } from './policy.ts'

type Numbers = { [K in keyof Policy as Policy[K] extends number ? K : never]: Policy[K] }
type Order = { low: keyof Numbers; high: keyof Numbers; equal: boolean; otherwise: string }

const ORDERS: Order[] = [
  { low: 'suspectAt', high: 'tellAt', equal: true, otherwise: 'an outage would be told before it is suspected' },
  {
    low: 'healthyFailureLeast',
    high: 'healthyFailureMost',
    equal: true,
    otherwise: 'there would be nothing between them',
  },
  {
    low: 'healthyFailureMost',
    high: 'partialFailure',
    equal: false,
    otherwise: 'failures would count as a sign of health',
  },
  { low: 'partialFailure', high: 'hardFailure', equal: false, otherwise: 'a partial outage would be the harder one' },
  {
    low: 'resolveStreak',
    high: 'resolveStreakMost',
    equal: true,
    otherwise: 'a hard outage would need more good runs than any',
  },
  {
    low: 'steadyBelow',
    high: 'unstableFrom',
    equal: false,
    otherwise: 'a component would be steady and unstable at once',
  },
]

/** `place` is where the policy stands in its file; each mistake says what would come of it. */
export function policyMistakes(policy: Policy, place: string): string[] {
  return ORDERS.flatMap(({ low, high, equal, otherwise }) => {
    if (equal ? policy[low] <= policy[high] : policy[low] < policy[high]) return []
    const words = equal ? 'must not be greater than' : 'must be less than'
    return [`${place}/${low}: ${policy[low]} ${words} ${high} (${policy[high]}): ${otherwise}; change one of them`]
  })
}
