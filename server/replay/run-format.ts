// The JSON Lines format of runs (docs/replay.md): what a line may hold, and how it becomes a stored run and back. Pure.
import Type, { type Static } from 'typebox'
import type { ArrivedRun } from '../../data/queries/replay.ts'
import type { ResultsTable } from '../../data/tables.ts'
import { type Fault, FaultSchema, ResultSchema } from '../../probes/result.ts'

const { flow, durationMs, verdict, trigger, everySeconds, timeoutSeconds, pausedUntil } = ResultSchema.properties
const Name = Type.String({ minLength: 1, maxLength: 120 })
const INSTANT = 'UTC milliseconds, or a time with its offset, as "2023-11-17T08:40:00+09:00"'
const instant = (meaning: string) =>
  Type.Union(
    [
      Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2})$' }),
      Type.Integer({ minimum: 0 }),
    ],
    { description: `${meaning}: ${INSTANT}` },
  )
const { layer, ...rest } = FaultSchema.properties

export const RunSchema = Type.Object(
  {
    at: instant('when the run began'),
    flow,
    component: Type.String({ minLength: 1, maxLength: 120, description: 'id in the catalogue, <service>/<name>' }),
    location: Type.String({ minLength: 1, maxLength: 120, description: 'where it ran from' }),
    verdict,
    durationMs,
    receivedAt: Type.Optional(instant('when the server had it; default is when the run ended')),
    fault: Type.Optional(
      Type.Union(
        [
          Type.Object({ layer, ...Type.Partial(Type.Object(rest)).properties }, { additionalProperties: false }),
          Type.Null(),
        ],
        { description: 'of a failed run: where it broke; default: in the application, nothing more known' },
      ),
    ),
    reason: Type.Optional(Type.String({ maxLength: 200, default: '' })),
    everySeconds: Type.Optional({ ...everySeconds, default: 60 }),
    timeoutSeconds: Type.Optional({ ...timeoutSeconds, default: 60 }),
    trigger: Type.Optional({ ...trigger, default: 'schedule' }),
    provisional: Type.Optional(
      Type.Boolean({ default: false, description: 'reported as failing before it ended; another line is its end' }),
    ),
    canaryMs: Type.Optional(
      Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
        default: null,
        description: 'median time to connect to the canaries',
      }),
    ),
    pausedUntil,
    agent: Type.Optional(Type.String({ ...Name, description: 'default: the location' })),
    boot: Type.Optional(Type.String({ ...Name, default: 'file', description: 'start of the agent' })),
    sequence: Type.Optional(
      Type.Integer({ minimum: 1, description: 'grows with each run of a boot; default: the number of the line' }),
    ),
  },
  { additionalProperties: false, $id: 'runs.schema.json', title: 'A run of Bongsu, one a line' },
)

export type Run = Static<typeof RunSchema>

/** What is stored of a run in line `line`; a time that does not exist (30 February) gives the name of its field instead. */
export function storedRun(run: Run, line: number): ResultsTable | 'at' | 'receivedAt' {
  const startedAt = instantOf(run.at)
  if (Number.isNaN(startedAt)) return 'at'
  const receivedAt = run.receivedAt === undefined ? Math.ceil(startedAt + run.durationMs) : instantOf(run.receivedAt)
  if (Number.isNaN(receivedAt)) return 'receivedAt'
  const fault = faultOf(run)
  return {
    id: `line-${line}`,
    agent: run.agent ?? run.location,
    boot: run.boot ?? 'file',
    sequence: run.sequence ?? line,
    location: run.location,
    flow: run.flow,
    component: run.component,
    trigger: run.trigger ?? 'schedule',
    started_at: startedAt,
    duration_ms: run.durationMs,
    verdict: run.verdict,
    reason: run.reason ?? '',
    fault: fault && JSON.stringify(fault),
    steps: '[]',
    document: null,
    received_at: receivedAt,
    every_seconds: run.everySeconds ?? 60,
    timeout_seconds: run.timeoutSeconds ?? 60,
    provisional: Number(run.provisional ?? false),
    canary_ms: run.canaryMs ?? null,
    evidence: null,
    paused_until: run.pausedUntil ?? null,
  }
}

/** The line of a stored run; what equals its default is left out. */
export function runOf(row: ArrivedRun): Run {
  const isoOf = (at: number) => new Date(at).toISOString()
  return {
    at: isoOf(row.started_at),
    flow: row.flow,
    component: row.component,
    location: row.location,
    verdict: row.verdict as Run['verdict'],
    durationMs: row.duration_ms,
    receivedAt: isoOf(row.received_at),
    ...(row.fault !== null && { fault: JSON.parse(row.fault) as Fault }),
    ...(row.reason !== '' && { reason: row.reason }),
    everySeconds: row.every_seconds,
    timeoutSeconds: row.timeout_seconds,
    ...(row.trigger !== 'schedule' && { trigger: row.trigger as Run['trigger'] }),
    ...(row.provisional === 1 && { provisional: true }),
    ...(row.canary_ms !== null && { canaryMs: row.canary_ms }),
    ...(row.paused_until !== null && { pausedUntil: row.paused_until }),
    agent: row.agent,
    boot: row.boot,
    sequence: row.sequence,
  }
}

function instantOf(at: string | number): number {
  return typeof at === 'number' ? at : Date.parse(at)
}

/** A failed run that says nothing of its fault failed all the same: without any fault it would be slow. */
function faultOf({ verdict, fault, flow }: Run): Fault | null {
  if (!fault && verdict !== 'failed') return null
  const unknown: Fault = { layer: 'app', step: flow, code: 'unknown', target: '', expectation: '', cause: '' }
  return { ...unknown, ...fault }
}
