// How sure the engine wants to be, and for how long it remembers: every parameter of deciding, with its reason.
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'

const count = (standard: number, why: string) => Type.Integer({ minimum: 1, default: standard, description: why })
const seconds = (standard: number, why: string) => Type.Integer({ minimum: 0, default: standard, description: why })
const nats = (standard: number, why: string) =>
  Type.Number({ exclusiveMinimum: 0, default: standard, description: why })
const share = (standard: number, why: string) =>
  Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1, default: standard, description: why })

/** Weighing failing runs: logarithms of likelihood ratios, in nats. */
const CONVICTION = {
  suspectAt: nats(
    9,
    'evidence from which the page says "being checked" and nobody is told: about 1 in 8,000 by chance',
  ),
  tellAt: nats(11.5, 'evidence from which an outage is confirmed and told: about 1 in 100,000 by chance'),
  driftTellAt: nats(9, 'the same for partial outages, which gather evidence over many runs'),
  hardFailure: share(0.9, 'share of runs that fail in a hard outage'),
  partialFailure: share(0.3, 'the smallest share of failing runs that is looked for'),
  healthyFailureLeast: share(0.005, 'a flow is never believed to fail less often than this by chance'),
  healthyFailureMost: share(0.05, 'nor more often: a flow that does must be mended'),
  repeatWithinSeconds: seconds(
    15,
    'a run this soon after a failing one of the same network may fail for the same passing reason',
  ),
  repeatFailure: share(0.5, 'how often such a repeat fails without an outage; high, because it is not measured'),
}

const BURSTS = {
  burstRounds: Type.Array(Type.Integer({ minimum: 0 }), {
    minItems: 1,
    maxItems: 8,
    default: [0, 16, 32, 48, 64, 80, 96, 112],
    description:
      'seconds after a first failure at which every location runs the flow once more: at once, then apart enough to be new evidence',
  }),
  burstRoundsMost: count(8, 'rounds of bursts of one flow within the time below: the looking must not become the load'),
  lookAt: nats(2.5, 'evidence of a partial outage in at least two networks from which it is looked at more closely'),
  lookRounds: Type.Array(Type.Integer({ minimum: 0 }), {
    minItems: 1,
    maxItems: 24,
    default: [0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120, 128, 136, 144, 152],
    description: 'the seconds of the rounds of a closer look',
  }),
  burstWithinSeconds: seconds(300, 'the time in which they are counted'),
}

const CLOSING = {
  resolveStreak: count(5, 'good runs in a row before a hard outage is over'),
  resolveStreakMost: count(
    13,
    'the same for an outage in which only few runs failed: 13 good runs leave 1 % for a 30 % outage',
  ),
  resolveAfterSeconds: seconds(
    120,
    'how long the good runs must last, so that quick re-runs alone do not end a trouble',
  ),
  resolveGroups: count(2, 'networks that must take part in the good runs, where as many look'),
  reopenWithinSeconds: seconds(
    1800,
    'the same cause within this time after the end goes on as the same incident, not as a new one',
  ),
}

const EXTENT = {
  shareStep: share(
    0.25,
    'change of the share that does not work from which it is written down anew, for the availability',
  ),
}

const NETWORKS = {
  oneNetworkAfterSeconds: seconds(180, 'what one network alone sees for this long is told to operators as that'),
  agentTroubleTargets: count(
    3,
    'unrelated services that must fail at one network alone before the network itself is suspected',
  ),
  agentTroubleShare: share(0.8, 'share of the services looked at from there that must fail'),
}

const CAUSES = {
  sameCauseWithinSeconds: seconds(
    120,
    'troubles of what needs the same thing that begin within this time may have one cause',
  ),
}

const SLOWNESS = {
  slowForSeconds: seconds(300, 'how long it must be slow: short waits are normal'),
  slowRatio: Type.Number({
    exclusiveMinimum: 1,
    default: 2,
    description: 'times the usual duration that count as slow, where the limit of the flow is not exceeded',
  }),
  slowSlack: Type.Number({
    minimum: 0,
    default: 0.2,
    description: 'logarithm of the ratio to the usual duration that is let pass at each run',
  }),
  slowAlarm: nats(
    4,
    'sum of what exceeded it, from which a network finds the flow slow: once in more than 35 days by chance',
  ),
  uplinkRatio: Type.Number({
    exclusiveMinimum: 1,
    default: 2,
    description: 'when our own canaries take this many times the usual, slowness is ours',
  }),
}

const UNSTABLE = {
  unstableSlotSeconds: count(
    180,
    'length of one of the 21 slots in which openings and closings are counted: about an hour in all',
  ),
  unstableFrom: share(0.2, 'weighted share of slots with a change from which a component is called unstable (Nagios)'),
  steadyBelow: share(0.05, 'share below which it is called steady again (Nagios)'),
  unstableSummarySeconds: seconds(3600, 'while it is unstable, subscribers hear of it at most this often'),
}

const SILENCE = {
  freshForRuns: count(
    3,
    'intervals of a flow after which its silence makes the component "unknown": one lost report is not silence',
  ),
  lateAfterSeconds: seconds(
    120,
    'a result that arrives this long after its run is kept as history and decides nothing any more',
  ),
  forgetFlowAfterSeconds: seconds(
    86400,
    'a flow silent for this long, anywhere or at one network, is taken as removed there and no longer holds its component "unknown"',
  ),
}

const TELLING = {
  holdTextSeconds: seconds(
    0,
    'how long the text of an automatic incident waits for a person to look at it; its state is shown at once',
  ),
}

export const PolicySchema = Type.Object(
  {
    ...CONVICTION,
    ...BURSTS,
    ...CLOSING,
    ...EXTENT,
    ...NETWORKS,
    ...CAUSES,
    ...SLOWNESS,
    ...UNSTABLE,
    ...SILENCE,
    ...TELLING,
  },
  { additionalProperties: false },
)

export type Policy = Static<typeof PolicySchema>

export const DEFAULT_POLICY: Policy = Object.freeze(Value.Default(PolicySchema, {}) as Policy)
