// Several providers share the texts: each stays warm, one that fails is left alone, what it could not take goes to the next at once. Shell.
import type { Http } from '../http.ts'
import { type Breaker, CLOSED, called, returned, shareOf } from './breaker.ts'
import { type Bucket, take } from './bucket.ts'
import { SendError, type Sent, type SmsMessage, type SmsProvider, type SmsProviderSettings } from './provider.ts'
import { type Deliveries, shifted, type Weight } from './weights.ts'

/** `weight`: its share of the load beside the others'; `perSecond`: most messages a second. */
export type Line = { provider: SmsProvider; settings: SmsProviderSettings; weight: number; perSecond: number }

type State = { breaker: Breaker; bucket: Bucket }
export type Shared = {
  name: string
  batch: number
  /** As of a provider. Throws SendError when none of them takes anything. */
  send: (messages: SmsMessage[]) => Promise<Sent[]>
  /** Gives each provider its share anew, by how many of its texts arrived in time. */
  shift: (deliveries: Deliveries) => void
}

export function createShared(lines: Line[], http: Http, clock: () => number, random: () => number): Shared {
  const states = new Map<Line, State>(
    lines.map((line) => [line, { breaker: CLOSED, bucket: { tokens: line.perSecond, at: 0 } }]),
  )
  let weights = new Map<string, Weight>(
    lines.map(({ provider, weight }) => [provider.name, { weight, usual: weight, changedAt: 0 }]),
  )
  const stateOf = (line: Line) => states.get(line) as State
  return {
    name: lines.map(({ provider }) => provider.name).join('+'),
    batch: Math.min(...lines.map(({ provider }) => provider.batch), 500),
    send: async (messages) => {
      const answers = new Map<SmsMessage, Sent>()
      let failure: SendError | null = null
      for (const line of inTurn()) {
        const left = messages.filter((message) => !answers.has(message))
        if (left.length === 0) break
        const taken = take(stateOf(line).bucket, left.length, line.perSecond, clock())
        if ('waitMs' in taken) {
          failure ??= new SendError(`${line.provider.name} may be sent no more for now`, {
            permanent: false,
            retryAfterMs: taken.waitMs,
          })
          continue
        }
        states.set(line, { ...stateOf(line), bucket: taken.bucket })
        failure = await tryLine(line, left, answers)
        if (failure?.ambiguous) break
      }
      if (messages.every((message) => answers.has(message)))
        return messages.map((message) => answers.get(message) as Sent)
      const last = failure ?? new SendError('Every provider of texts is left alone for now', { permanent: false })
      throw Object.assign(last, { answers: messages.map((message) => answers.get(message) ?? last) })
    },
    shift: (deliveries) => {
      weights = shifted(weights, deliveries, clock())
    },
  }

  function weightOf({ provider, weight }: Line): number {
    return weights.get(provider.name)?.weight ?? weight
  }

  /** Those that may be called now, by chance and weight; the rest is asked only when none of these takes it. */
  function inTurn(): Line[] {
    const now = clock()
    const may = lines.flatMap((line) => {
      const share = shareOf(stateOf(line).breaker, now)
      return share > 0 ? [{ line, turn: random() ** (1 / (weightOf(line) * share)) }] : []
    })
    return may.toSorted((a, b) => b.turn - a.turn).map(({ line }) => line)
  }

  /** Null when all was answered; otherwise why not, ambiguous while it may have gone out all the same. */
  async function tryLine(line: Line, left: SmsMessage[], answers: Map<SmsMessage, Sent>): Promise<SendError | null> {
    const { provider, settings } = line
    const began = clock()
    note(line, (breaker) => called(breaker, began))
    try {
      const sent = await provider.send(left, settings, http, began)
      for (const [index, message] of left.entries()) answers.set(message, by(provider.name, sent[index] as Sent))
      note(line, (breaker) => returned(breaker, { at: clock(), ok: true, ms: clock() - began }))
      return null
    } catch (error) {
      if (!(error instanceof SendError)) throw error
      note(line, (breaker) => returned(breaker, { at: clock(), ok: false, ms: clock() - began }))
      const some = (error as { answers?: (Sent | SendError)[] }).answers ?? []
      for (const [index, answer] of some.entries()) {
        const message = left[index]
        if (message && !(answer instanceof SendError)) answers.set(message, by(provider.name, answer))
      }
      return error.ambiguous ? ask(line, left, answers, began, error) : error
    }
  }

  /** A call that broke off may have gone out: the provider is asked before anything is sent again. */
  async function ask(
    { provider, settings }: Line,
    left: SmsMessage[],
    answers: Map<SmsMessage, Sent>,
    since: number,
    failure: SendError,
  ): Promise<SendError> {
    if (!provider.find) return failure
    try {
      const unanswered = left.filter((message) => !answers.has(message))
      const found = await provider.find(unanswered, settings, http, since - 1000, clock())
      for (const message of unanswered) {
        const ref = found.get(message.to)
        if (ref !== undefined) answers.set(message, { ok: true, ref, by: provider.name })
      }
      return new SendError(failure.message, { permanent: false, ambiguous: false, cause: failure })
    } catch {
      return failure
    }
  }

  function note(line: Line, change: (breaker: Breaker) => Breaker): void {
    const state = stateOf(line)
    states.set(line, { ...state, breaker: change(state.breaker) })
  }
}

function by(provider: string, answer: Sent): Sent {
  return answer.ok ? { ...answer, by: provider } : answer
}
