// Where agents report: signed, timestamped, replay-safe (docs/agent-contract.md).
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Compile } from 'typebox/compile'
import {
  type Burst,
  CONTRACT,
  REPORT_PATH,
  type Report,
  ReportAnswerSchema,
  ReportSchema,
  ResultSchema,
  refuseReport,
} from '../../probes/result.ts'
import { sendProblem } from './problem.ts'

export type ResultsNeeds = {
  /** Key per location id. */
  keys: Map<string, string>
  now: () => number
  /** Stores and decides durably; resolves when it is committed, with the flows that this location shall run more often now. */
  record: (
    location: string,
    report: Report,
  ) => Promise<{ refused: { sequence: number; why: string }[]; bursts?: Burst[] }>
}

const MAX_REPORT_BYTES = 8 * 1024 * 1024
const envelope = Compile(ReportSchema)
const single = Compile(ResultSchema)

export async function resultsRoutes(app: FastifyInstance, needs: ResultsNeeds): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: MAX_REPORT_BYTES },
    (_request, body, done) => done(null, body),
  )

  app.post(REPORT_PATH, { schema: { response: { 200: ReportAnswerSchema } } }, async (request, reply) => {
    const body = request.body as Buffer
    const location = header(request, 'bongsu-location')
    const problem = whyRefused(request, location, body)
    if (problem) return sendProblem(reply, 401, ...problem)
    const read = readReport(body)
    if (typeof read === 'string') return sendProblem(reply, 400, 'bad-report', read)
    const { refused, bursts = [] } = await needs.record(location, read.report)
    const acknowledged = { boot: read.report.boot, sequence: read.last }
    const answer = { acknowledged, refused: [...read.refused, ...refused] }
    // older agents take no answer with anything more than they know
    const known = Number(header(request, 'bongsu-contract'))
    if (known >= 3) return { ...answer, bursts, contract: CONTRACT }
    return known === 2 ? { ...answer, bursts } : answer
  })

  function whyRefused(request: FastifyRequest, location: string, body: Buffer): [string, string] | null {
    const key = needs.keys.get(location)
    if (!key) return ['unknown-location', `Location "${location}" is not in the configuration of this server.`]
    const signed = {
      location,
      timestamp: header(request, 'bongsu-timestamp'),
      signature: header(request, 'bongsu-signature'),
    }
    const why = refuseReport(signed, key, body, needs.now())
    if (why === 'clock') return [why, 'The timestamp is more than 5 minutes off. Set the clock of the agent (NTP).']
    return why ? [why, 'The signature does not fit the key of this location.'] : null
  }
}

function header(request: FastifyRequest, name: string): string {
  return String(request.headers[name] ?? '')
}

/** One bad result must not block the queue behind it: it is named in `refused`, the others are taken. */
function readReport(body: Buffer) {
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch (error) {
    return `The body is not JSON: ${(error as Error).message}`
  }
  const results = (value as Partial<Report> | null)?.results
  if (!Array.isArray(results) || !envelope.Check({ ...(value as object), results: [] })) {
    return 'The body must be { agent, boot, results: […] } as in docs/agent-contract.md.'
  }
  const good: Report['results'] = []
  const refused: { sequence: number; why: string }[] = []
  for (const result of results) {
    if (single.Check(result)) good.push(result)
    else refused.push({ sequence: sequenceOf(result), why: why(result) })
  }
  const report = { ...(value as Report), results: good }
  return { report, refused, last: Math.max(0, ...results.map(sequenceOf)) }
}

function sequenceOf(result: unknown): number {
  const sequence = (result as { sequence?: unknown } | null)?.sequence
  return Number.isSafeInteger(sequence) && (sequence as number) > 0 ? (sequence as number) : 0
}

function why(result: unknown): string {
  const first = single.Errors(result)[0]
  return first ? `${first.instancePath || '/'} ${first.message}` : 'does not fit the schema'
}
