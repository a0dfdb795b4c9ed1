// THE CONTRACT between agents and the server: what a run of a flow is, and how it is reported (docs/agent-contract.md).
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import Type, { type Static } from 'typebox'

/** Where a run broke, outermost first. */
export const LAYERS = ['dns', 'tcp', 'tls', 'path', 'http', 'auth', 'app', 'document'] as const
/** `inconclusive`: we could not tell (our own network, blocked, trouble with the test account). */
export const VERDICTS = ['ok', 'slow', 'failed', 'inconclusive'] as const
/** `confirmation`: the agent's own second run after a first failure; `burst`: asked for by the server. */
export const TRIGGERS = ['schedule', 'confirmation', 'burst'] as const
export const STEP_OUTCOMES = ['ok', 'slow', 'failed', 'inconclusive', 'skipped'] as const

const oneOf = <T extends readonly string[]>(values: T) => Type.Enum([...values] as unknown as T)
const Milliseconds = Type.Number({ minimum: 0 })
const Name = Type.String({ minLength: 1, maxLength: 120 })
const Words = Type.String({ maxLength: 2000 })

export const FaultSchema = Type.Object(
  {
    layer: oneOf(LAYERS),
    step: Name,
    code: Name,
    target: Type.String({ maxLength: 500, description: 'host, address or URL (without query) that was spoken to' }),
    expectation: Words,
    cause: Words,
    confidence: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'share of what this run saw that fits the layer; absent: not said',
      }),
    ),
  },
  { additionalProperties: false },
)

export const TimingsSchema = Type.Object(
  { dns: Milliseconds, tcp: Milliseconds, tls: Milliseconds, firstByte: Milliseconds, transfer: Milliseconds },
  { additionalProperties: false, description: 'Milliseconds, summed over the requests of the step' },
)

export const StepResultSchema = Type.Object(
  {
    id: Name,
    outcome: oneOf(STEP_OUTCOMES),
    durationMs: Milliseconds,
    timings: TimingsSchema,
    requests: Type.Integer({ minimum: 0 }),
    bytesSent: Type.Integer({ minimum: 0 }),
    bytesReceived: Type.Integer({ minimum: 0 }),
    asserted: Type.Array(Type.String({ maxLength: 300 }), { maxItems: 50 }),
  },
  { additionalProperties: false },
)

const Short = Type.String({ maxLength: 120 })
const Addresses = Type.Array(Type.String({ maxLength: 60 }), { maxItems: 16 })

/** What a run saw on its way down the ladder, for operators: nothing of it is secret, and nothing of it is public. */
export const EvidenceSchema = Type.Object(
  {
    names: Type.Array(
      Type.Object(
        {
          name: Short,
          resolver: Type.String({ maxLength: 80, description: 'address of the name server, or `system`' }),
          rcode: Type.String({ maxLength: 20, description: 'NOERROR, NXDOMAIN, SERVFAIL, REFUSED …; TIMEOUT' }),
          addresses: Addresses,
          ms: Milliseconds,
        },
        { additionalProperties: false },
      ),
      { maxItems: 24 },
    ),
    ends: Type.Array(
      Type.Object(
        {
          name: Short,
          address: Type.String({ maxLength: 60 }),
          port: Type.Integer({ minimum: 0, maximum: 65_535 }),
          tcp: Type.String({ maxLength: 40, description: '`ok`, a code of the layer tcp, or empty: not tried' }),
          tls: Type.String({ maxLength: 40, description: '`ok`, a code of the layer tls, or empty: not tried' }),
          http: Type.String({ maxLength: 40, description: '`ok`, a code of the layer http, or empty: not tried' }),
          ms: Milliseconds,
        },
        { additionalProperties: false, description: 'one of the addresses of a name, as far as it was climbed' },
      ),
      { maxItems: 48 },
    ),
    sizes: Type.Array(
      Type.Object(
        {
          address: Type.String({ maxLength: 60 }),
          direction: Type.Enum(['down', 'up']),
          bytes: Type.Integer({ minimum: 0 }),
          outcome: Type.String({ maxLength: 40, description: '`ok`, `stalled`, or why nothing can be said' }),
          ms: Milliseconds,
        },
        { additionalProperties: false, description: 'one exchange on a fresh connection' },
      ),
      { maxItems: 48 },
    ),
    kernel: Type.Optional(
      Type.Object(
        {
          sentSegments: Type.Integer({ minimum: 0 }),
          retransmitted: Type.Integer({ minimum: 0 }),
          timeouts: Type.Integer({ minimum: 0 }),
          outOfOrder: Type.Integer({ minimum: 0 }),
          mtuProbing: Type.Boolean({ description: 'the kernel heals a black hole by itself, and so hides it' }),
        },
        { additionalProperties: false, description: 'what the counters of this network namespace grew by' },
      ),
    ),
    identityUntil: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 8.64e15,
        description: 'when the certificate ends that the test identity signed with, UTC milliseconds',
      }),
    ),
  },
  { additionalProperties: false },
)

/** What is kept of an issued document: never the document. */
export const DocumentEvidenceSchema = Type.Object(
  {
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    bytes: Type.Integer({ minimum: 0 }),
    pages: Type.Integer({ minimum: 0 }),
    numberShape: Type.Union([
      Type.String({ maxLength: 60, description: 'each digit as 9, each letter as A' }),
      Type.Null(),
    ]),
    issuedAt: Type.Union([Type.Integer(), Type.Null()]),
  },
  { additionalProperties: false },
)

export const ResultSchema = Type.Object(
  {
    sequence: Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'grows by one with each result of this boot',
    }),
    flow: Name,
    component: Name,
    startedAt: Type.Integer({ minimum: 0, maximum: 8.64e15, description: 'UTC milliseconds, wall clock of the agent' }),
    durationMs: Milliseconds,
    everySeconds: Type.Number({ exclusiveMinimum: 0, description: 'how often this flow runs here' }),
    timeoutSeconds: Type.Number({ exclusiveMinimum: 0 }),
    trigger: oneOf(TRIGGERS),
    provisional: Type.Optional(
      Type.Boolean({
        description:
          'the run stands still, is reported as failing and goes on; its final result has the same startedAt. Absent: false',
      }),
    ),
    canaryMs: Type.Optional(
      Type.Union([Milliseconds, Type.Null()], {
        description:
          'median time to connect to the canaries during this run; null or absent: not asked, or none answered',
      }),
    ),
    verdict: oneOf(VERDICTS),
    reason: Type.String({
      maxLength: 200,
      description: 'why it is inconclusive or slow, or which addresses fail although it is ok; empty otherwise',
    }),
    fault: Type.Union([FaultSchema, Type.Null()]),
    steps: Type.Array(StepResultSchema, { maxItems: 40 }),
    document: Type.Union([DocumentEvidenceSchema, Type.Null()]),
    evidence: Type.Optional(EvidenceSchema),
    pausedUntil: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 8.64e15,
        description: 'the service turned us away: the flow does not run here again before (UTC milliseconds)',
      }),
    ),
  },
  { additionalProperties: false },
)

export const ReportSchema = Type.Object(
  {
    agent: Name,
    boot: Type.String({ minLength: 1, maxLength: 60, description: 'sortable id of this start of the agent' }),
    results: Type.Array(ResultSchema, { maxItems: 200 }),
  },
  { additionalProperties: false },
)

/** Runs the server asks for: seconds after an agent first hears of `id` at which it runs `flow` once more. */
export const BurstSchema = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 200 }),
    flow: Name,
    rounds: Type.Array(Type.Number({ minimum: 0 }), { maxItems: 24 }),
  },
  { additionalProperties: false },
)

/**
 * Everything up to and including `sequence` of `boot` is durable or refused for good; the agent may forget it.
 * `refused` names the results that were not acted on, so that one bad result never blocks the ones behind it.
 * `bursts` are the flows to be run more often right now (a burst that is no longer listed is over); absent from old servers.
 */
export const ReportAnswerSchema = Type.Object(
  {
    acknowledged: Type.Object({ boot: Type.String(), sequence: Type.Integer({ minimum: 0 }) }),
    refused: Type.Array(Type.Object({ sequence: Type.Integer({ minimum: 0 }), why: Type.String() })),
    bursts: Type.Optional(
      Type.Array(BurstSchema, { description: 'under way now; one that is no longer listed is over' }),
    ),
    contract: Type.Optional(
      Type.Integer({ minimum: 1, description: 'what this server knows; absent: 2 with bursts, else 1' }),
    ),
  },
  { additionalProperties: false },
)

export type Layer = (typeof LAYERS)[number]
export type Verdict = (typeof VERDICTS)[number]
export type StepOutcome = (typeof STEP_OUTCOMES)[number]
export type Fault = Static<typeof FaultSchema>
export type Timings = Static<typeof TimingsSchema>
export type StepResult = Static<typeof StepResultSchema>
export type Evidence = Static<typeof EvidenceSchema>
export type DocumentEvidence = Static<typeof DocumentEvidenceSchema>
export type Result = Static<typeof ResultSchema>
export type Burst = Static<typeof BurstSchema>
export type Report = Static<typeof ReportSchema>
export type ReportAnswer = Static<typeof ReportAnswerSchema>

export const REPORT_PATH = '/agents/v1/results'
/** A report whose timestamp is further away than this from the server's clock is refused (milliseconds). */
export const REPORT_TOLERANCE_MS = 5 * 60_000

/**
 * Since 2: bursts, provisional results, canary times. Since 3: evidence, confidence, pauses, echo. Since 4: when a certificate ends. An agent says it in
 * `bongsu-contract`; without, it is 1.
 */
export const CONTRACT = 4

/** Where the server answers `EchoSchema` to `?nonce=…` (8 to 64 letters, digits, - and _). */
export const ECHO_PATH = '/agents/v1/echo'
export const EchoSchema = Type.Object(
  { nonce: Type.String({ maxLength: 64 }), now: Type.Integer({ minimum: 0, description: 'UTC milliseconds' }) },
  { additionalProperties: false },
)

/**
 * Headers of a report: the contract that its agent knows, and proof of who sent `body`: the location's name, the time
 * (UTC ms) and hex HMAC-SHA256(key, "v1\n<location>\n<timestamp>\n<hex SHA-256 of the body>").
 * Replays are harmless: (agent, boot, sequence) is unique and the timestamp must be fresh.
 */
export function signReport(
  location: string,
  key: string,
  body: string | Uint8Array,
  now: number,
): Record<string, string> {
  const timestamp = String(now)
  return {
    'bongsu-contract': String(CONTRACT),
    'bongsu-location': location,
    'bongsu-timestamp': timestamp,
    'bongsu-signature': `v1=${signature(location, key, timestamp, body)}`,
  }
}

/** `null` when the signature and its time are good, otherwise why not. Compares in constant time. */
export function refuseReport(
  headers: { location: string; timestamp: string; signature: string },
  key: string,
  body: string | Uint8Array,
  now: number,
): 'bad-signature' | 'clock' | null {
  const expected = Buffer.from(`v1=${signature(headers.location, key, headers.timestamp, body)}`)
  const given = Buffer.from(headers.signature)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'bad-signature'
  return Math.abs(now - Number(headers.timestamp)) > REPORT_TOLERANCE_MS ? 'clock' : null
}

function signature(location: string, key: string, timestamp: string, body: string | Uint8Array): string {
  const digest = createHash('sha256').update(body).digest('hex')
  return createHmac('sha256', key).update(`v1\n${location}\n${timestamp}\n${digest}`).digest('hex')
}
