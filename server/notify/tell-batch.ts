// Tells one batch of people of one topic: judge, claim, send, record. An attempt is recorded before a call and finished after it; no
// transaction is open during a call.
import { type Claim, claim, type Finish, finish, passOver, postpone } from '../../data/queries/attempts.ts'
import type { Candidate } from '../../data/queries/behind.ts'
import { recordBounce } from '../../data/queries/bounces.ts'
import { PERHAPS_TOLD, REFUSED } from '../../data/queries/heard.ts'
import { leave } from '../../data/queries/subscribers.ts'
import type { Topic } from '../../data/queries/topics.ts'
import type { Channel } from '../../data/tables.ts'
import { bounceKind, enhancedStatus } from './bounce.ts'
import { trip } from './breakers.ts'
import type { Due, DueReason } from './due.ts'
import { judge } from './judge.ts'
import type { Current } from './matters.ts'
import type { Reconciled, ReconcileNeeds, TellingChannel, Told } from './reconcile.ts'
import { retryAfter } from './retry.ts'
import { SendError, type Sent } from './sms/provider.ts'

const LEASE_MS = 5 * 60_000
/** Mails broken off one after the other are the server's trouble, not the mails'. */
const BROKEN_OFF_LIMIT = 3
/** Codes of messages that could not be made: nothing is wrong with the address, and the next version may fare better. */
const UNMADE = new Set(['template', 'text'])
/** Who is told by a call to an address of their own, and the answers of one that takes nothing for them any more. */
const CALLED = new Set<Channel>(['webhook', 'chat', 'push'])
const GONE = new Set(['404', '410'])
/** Of whom nothing is noted: they have nothing to do with it, or know it already. */
const UNNOTED: readonly DueReason[] = ['resolved-but-never-told', 'for-operators-only', 'already-known']
/** Waits that are written down: nobody has to look at these people before. */
const NOTED_WAITS: readonly DueReason[] = ['quiet-hours', 'others-are-asked-first', 'too-early']

export async function tellBatch(
  needs: ReconcileNeeds,
  channel: TellingChannel,
  topic: Topic,
  current: Current,
  candidates: Candidate[],
  total: Reconciled,
): Promise<void> {
  const now = needs.now()
  const judged = candidates.map((candidate) => ({
    candidate,
    due: judge(candidate, topic, current, now, needs.policy),
  }))
  await note(needs, topic, current, judged, now)
  const wanted = judged.flatMap(({ candidate, due }) =>
    due.action === 'send' ? [{ candidate, topic: topic.id, ...current, kind: due.kind }] : [],
  )
  const claims = new Map(wanted.map((told) => [told, claimOf(told, channel)]))
  const claimed = await claim(needs.db, [...claims.values()], needs.owner, now, now + LEASE_MS)
  const told = wanted.filter(({ candidate }) => claimed.has(candidate.subscriber.id))
  if (told.length === 0) return
  const answers = await send(needs, channel, told)
  const ended = needs.now()
  const finishes = told.map((one, index) => finishOf(needs, one, claims.get(one) as Claim, answers[index], ended))
  await finish(needs.db, finishes, needs.owner, ended)
  await noteUnreachable(needs, told, answers, ended)
  const sent = finishes.filter(({ state }) => state === 'accepted').length
  total.sent += sent
  total.failed += finishes.length - sent
}

/** Writes down whom this version does not concern, and who waits until when. */
async function note(
  { db }: ReconcileNeeds,
  { id }: Topic,
  { version }: Current,
  judged: { candidate: Candidate; due: Due }[],
  now: number,
): Promise<void> {
  const passed = judged.filter(({ due }) => due.action === 'skip' && !UNNOTED.includes(due.reason))
  const ids = passed.map(({ candidate }) => candidate.subscriber.id)
  await passOver(db, id, version, ids, now)
  const waits = judged.flatMap(({ candidate: { subscriber }, due }) =>
    due.action === 'wait' && NOTED_WAITS.includes(due.reason) ? [{ subscriber: subscriber.id, until: due.at }] : [],
  )
  await postpone(db, id, waits)
}

function claimOf({ candidate, topic, version, kind }: Told, { channel, provider }: TellingChannel): Claim {
  const { subscriber, knowledge } = candidate
  const { tries = 0, known_at: knownAt = null } = knowledge ?? {}
  return { subscriber: subscriber.id, topic, version, kind, channel, provider, tries, knownAt }
}

/** Per message what became of it, or the SendError that kept it from being sent. */
async function send(needs: ReconcileNeeds, channel: TellingChannel, told: Told[]): Promise<(Sent | SendError)[]> {
  const { memory, now, random, log } = needs
  try {
    const answers = await channel.send(told)
    const brokenOff =
      answers.length >= BROKEN_OFF_LIMIT && answers.every((answer) => !answer.ok && answer.code === 'ECONNECTION')
    if (brokenOff) throw new SendError('Every mail of the batch was broken off', { permanent: false, ambiguous: true })
    memory.breakers.delete(channel.provider)
    return answers
  } catch (error) {
    const failure =
      error instanceof SendError
        ? error
        : new SendError(String((error as Error).message), { permanent: false, cause: error })
    const { failures, waitMs } = trip(memory.breakers, channel.provider, failure, now(), random())
    const facts = { provider: channel.provider, failures, waitMs, reason: failure.message }
    log.warn(facts, 'a provider failed; its subscribers wait')
    return (failure as PartlySent).answers ?? told.map(() => failure)
  }
}

/** Who cannot be reached for good is told no more: an address that is none, a program that has gone. */
async function noteUnreachable(
  { db }: ReconcileNeeds,
  told: Told[],
  answers: (Sent | SendError)[],
  at: number,
): Promise<void> {
  for (const [index, answer] of answers.entries()) {
    const subscriber = told[index]?.candidate.subscriber
    if (!subscriber || answer instanceof SendError || answer.ok || !answer.permanent || UNMADE.has(answer.code))
      continue
    const status = enhancedStatus(answer.message)
    if (CALLED.has(subscriber.channel) && GONE.has(answer.code)) await leave(db, subscriber.id, at)
    if (subscriber.channel === 'email' && status !== null) {
      await recordBounce(db, { subscriber: subscriber.id, kind: bounceKind(status), reason: status, at })
    }
  }
}

/** A failed call of which some messages went out before it failed. */
type PartlySent = SendError & { answers?: (Sent | SendError)[] }

function finishOf(
  needs: ReconcileNeeds,
  told: Told,
  claim: Claim,
  answer: Sent | SendError | undefined,
  now: number,
): Finish {
  if (answer === undefined || answer instanceof SendError) {
    // The provider's trouble is not the subscriber's: their tries stay as they were, unless each further one may be a second message.
    const waits = answer?.ambiguous === true ? triedInVain(needs, told, claim, now) : {}
    const perhaps = answer?.ambiguous === true && claim.knownAt === null ? { known_kind: PERHAPS_TOLD } : {}
    const knowledge = { ...waits, ...perhaps }
    return { claim, state: 'failed', providerRef: null, error: answer?.message ?? 'no answer', knowledge }
  }
  if (answer.ok) return { ...accepted(told, claim, answer.ref, now), by: answer.by }
  if (UNMADE.has(answer.code)) {
    return { claim, state: 'failed', providerRef: null, error: answer.message, knowledge: givenUp(claim, null) }
  }
  const knowledge = answer.permanent ? givenUp(claim, REFUSED) : triedInVain(needs, told, claim, now)
  return { claim, state: answer.permanent ? 'refused' : 'failed', providerRef: null, error: answer.message, knowledge }
}

const FRESH = { next_at: 0, tries: 0, trying_since: null }

function accepted({ matter, kind }: Told, claim: Claim, ref: string, now: number): Finish {
  const impact = matter.about === 'incident' ? matter.incident.impact : ''
  const knowledge = { ...FRESH, known_version: claim.version, known_kind: kind, known_at: now, known_impact: impact }
  return { claim, state: 'accepted', providerRef: ref, error: null, knowledge }
}

function triedInVain({ random }: ReconcileNeeds, { candidate }: Told, claim: Claim, now: number): Finish['knowledge'] {
  const since = candidate.knowledge?.trying_since ?? now
  const tries = claim.tries + 1
  const wait = retryAfter(claim.channel, tries, now - since, random())
  if (wait === null) return givenUp(claim, null)
  return { tries, trying_since: since, next_at: now + wait }
}

/** This version is given up; after a refusal the address is not tried again for this topic. */
function givenUp({ version }: Claim, kind: typeof REFUSED | null): Finish['knowledge'] {
  return { ...FRESH, known_version: version, ...(kind ? { known_kind: kind } : {}) }
}
