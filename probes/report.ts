// Delivers results to the server (docs/agent-contract.md). Tries once; when to try again is arithmetic.
import { Value } from 'typebox/value'
import { deadline } from './checks/limits.ts'
import {
  type Burst,
  CONTRACT,
  type Evidence,
  type Fault,
  REPORT_PATH,
  type Report,
  ReportAnswerSchema,
  type Result,
  signReport,
} from './result.ts'
import type { Batch } from './spool.ts'

export type Collector = {
  /** Origin (and path prefix) of the server. */
  server: string
  agent: string
  location: string
  key: string
  now: () => number
  stop?: AbortSignal
  /** The contract that the server has shown to know so far; what came later is not sent to it. */
  contract: number
}

export type Acknowledged = {
  outcome: 'acknowledged'
  boot: string
  sequence: number
  refused: { sequence: number; why: string }[]
  /** Under way now; `null`: this server knows no bursts. */
  bursts: Burst[] | null
  /** What the server knows. */
  contract: number
}

export type Delivery =
  | Acknowledged
  /** The server will not take these results as they are: send fewer, and give up on one that is refused alone. */
  | { outcome: 'indigestible'; why: string }
  /** Nothing is lost: the results stay in the spool until somebody mends what `why` says. */
  | { outcome: 'refused'; why: string }
  | { outcome: 'unreachable'; why: string }

const TIMEOUT_MS = 15_000
const CAP_MS = 30_000
const FIRST_MS = 500
/** A silent agent must be heard, and hear of bursts, about as soon as its flows could show something. */
const HEARTBEAT_MS = { quick: 5_000, calm: 10_000 }
const CALM_SECONDS = 60

/** Milliseconds after which an agent whose flows run every `everySeconds` sends an empty report rather than none. */
export function heartbeatMs(everySeconds: number[]): number {
  return everySeconds.every((seconds) => seconds >= CALM_SECONDS) ? HEARTBEAT_MS.calm : HEARTBEAT_MS.quick
}

/** Milliseconds until the next try after `failures` in a row: full jitter over a doubling window of at most 30 s. */
export function nextTryMs(failures: number, random: number): number {
  if (failures <= 0) return 0
  return Math.round(random * Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(failures, 30)))
}

/** Posts one batch (an empty one says that the agent lives). Never throws: everything that can happen is a Delivery. */
export async function deliver(batch: Batch, collector: Collector): Promise<Delivery> {
  const results = batch.results.map((result) => inWordsOf(collector.contract, result))
  const report: Report = { agent: collector.agent, boot: batch.boot, results }
  const body = JSON.stringify(report)
  try {
    const response = await fetch(new URL(`.${REPORT_PATH}`, withSlash(collector.server)), {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        ...signReport(collector.location, collector.key, body, collector.now()),
      },
      signal: deadline(TIMEOUT_MS, collector.stop),
    })
    const text = await response.text()
    return response.status === 200 ? readAnswer(text, batch) : explain(response.status, text, collector)
  } catch (error) {
    return { outcome: 'unreachable', why: causeOf(error) }
  }
}

/** What a server of contract `knows` takes. A provisional result stays one: a server of the first contract refuses it by name. */
function inWordsOf(knows: number, result: Result): Result {
  if (knows >= CONTRACT) return result
  if (knows >= 3) return { ...result, ...(result.evidence && { evidence: withoutIdentity(result.evidence) }) }
  const { evidence: _evidence, pausedUntil: _pausedUntil, fault, ...older } = result
  const second = { ...older, fault: fault && withoutConfidence(fault) }
  if (knows >= 2) return second
  const { canaryMs: _canaryMs, ...first } = second
  return { ...first, trigger: first.trigger === 'burst' ? 'confirmation' : first.trigger }
}

function withoutIdentity({ identityUntil: _, ...evidence }: Evidence): Evidence {
  return evidence
}

function withoutConfidence({ confidence: _, ...fault }: Fault): Fault {
  return fault
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`
}

function readAnswer(text: string, batch: Batch): Delivery {
  const answer = parse(text)
  if (!Value.Check(ReportAnswerSchema, answer) || answer.acknowledged.boot !== batch.boot) {
    return {
      outcome: 'refused',
      why: 'what answers at this address is not a Bongsu server (status 200, but no acknowledgement)',
    }
  }
  const { acknowledged, refused, bursts = null, contract = bursts ? 2 : 1 } = answer
  return { outcome: 'acknowledged', ...acknowledged, refused, bursts, contract }
}

function explain(status: number, text: string, { location }: Collector): Delivery {
  const said = sayingOf(parse(text))
  if (status === 413 || status === 422) return { outcome: 'indigestible', why: `status ${status}${said}` }
  if (status >= 500 || status === 429 || status === 408)
    return { outcome: 'unreachable', why: `status ${status}${said}` }
  if (status === 401 || status === 403) {
    return {
      outcome: 'refused',
      why: `status ${status}: the server does not accept location "${location}" with this key or clock${said}`,
    }
  }
  return { outcome: 'refused', why: `status ${status}${said}; check the address in \`server\`` }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function sayingOf(problem: unknown): string {
  const { code, title, detail } = (problem ?? {}) as Record<string, unknown>
  const words = [code ?? title, detail]
    .filter((part) => typeof part === 'string')
    .map((part) => String(part).slice(0, 300))
  return words.length > 0 ? ` (${words.join(': ')})` : ''
}

/** `fetch failed` hides its reason in the cause. */
function causeOf(error: unknown): string {
  const cause = (error as Error).cause as (Error & { code?: string }) | undefined
  return cause?.message || cause?.code || (error as Error).message
}
