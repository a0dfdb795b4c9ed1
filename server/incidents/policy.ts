// How sure the engine wants to be, and for how long it remembers: every threshold of deciding, with its reason.
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'

const runs = (standard: number, why: string) => Type.Integer({ minimum: 1, default: standard, description: why })
const seconds = (standard: number, why: string) => Type.Integer({ minimum: 0, default: standard, description: why })

export const PolicySchema = Type.Object(
  {
    confirmFailures: runs(2, 'failing runs in a row at one location before they count: one lost packet is no outage'),
    resolveStreak: runs(
      3,
      'good runs in a row before a trouble is over: a service that comes back often falls once more',
    ),
    resolveAfterSeconds: seconds(
      120,
      'how long the good runs must last, so that quick re-runs alone do not end a trouble',
    ),
    slowRuns: runs(3, 'slow runs in a row before the state is "degraded": single slow answers are normal'),
    freshForRuns: runs(
      3,
      'intervals of a flow after which its silence makes the component "unknown": one lost report is not silence',
    ),
    lateAfterSeconds: seconds(
      120,
      'a result that arrives this long after its run is kept as history and decides nothing any more',
    ),
    reopenWithinSeconds: seconds(
      1800,
      'the same cause within this time after the end goes on as the same incident, not as a new one',
    ),
    forgetFlowAfterSeconds: seconds(
      86400,
      'a flow silent for this long is taken as removed and no longer holds its component "unknown"',
    ),
  },
  { additionalProperties: false },
)

export type Policy = Static<typeof PolicySchema>

export const DEFAULT_POLICY: Policy = Object.freeze(Value.Default(PolicySchema, {}) as Policy)
