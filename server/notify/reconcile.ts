// Brings every subscriber from what they know to what is true now. Level-triggered: nothing is queued; whoever is behind is told
// the current state. An attempt is recorded before a call and finished after it; no transaction is open during a call.
import type { Db } from '../../data/database.ts'
import { type Claim, claim, type Finish, finish, passOver } from '../../data/queries/attempts.ts'
import {
  type Candidate,
  incidentsToTell,
  nextCandidates,
  PERHAPS_TOLD,
  ROLE_ORDER,
  type TellableIncident,
  waitingFor,
} from '../../data/queries/behind.ts'
import { incidentById } from '../../data/queries/incidents.ts'
import type { Channel } from '../../data/tables.ts'
import type { PublicIncident } from '../publish/snapshot.ts'
import { type Due, due, type Knowledge, type MessageKind, type TellingPolicy } from './due.ts'
import { providerRetryAfter, retryAfter } from './retry.ts'
import { SendError, type Sent } from './sms/provider.ts'

/** One message to one subscriber, as the channel needs it. */
export type Told = { candidate: Candidate; incident: PublicIncident; kind: MessageKind }

/** A way to reach people. `send` answers per message in order, or throws SendError when the call as a whole failed. */
export type TellingChannel = {
  channel: Channel
  provider: string
  /** Messages claimed and sent together. */
  batch: number
  send: (told: Told[]) => Promise<Sent[]>
}

/** What a worker remembers between passes; losing it costs nothing but a few calls. */
export type ReconcileMemory = {
  breakers: Map<string, { failures: number; retryAt: number }>
  /** Incidents of which everybody knows, until when that is believed without looking again. */
  settled: Map<string, { version: number; until: number }>
}

export function createMemory(): ReconcileMemory {
  return { breakers: new Map(), settled: new Map() }
}

export type ReconcileNeeds = {
  db: Db
  channels: TellingChannel[]
  policy: TellingPolicy
  now: () => number
  random: () => number
  /** Name of this worker, unique among replicas. */
  owner: string
  memory: ReconcileMemory
  log: { info: (facts: object, text: string) => void; warn: (facts: object, text: string) => void }
}

/** `nextAt` is when somebody may become due (UTC milliseconds), or null. */
export type Reconciled = { sent: number; failed: number; waiting: number; nextAt: number | null }

const LEASE_MS = 5 * 60_000
const STRETCH = 2_000
const SETTLED_MS = 15_000
/** Mails broken off one after the other are the server's trouble, not the mails'. */
const BROKEN_OFF_LIMIT = 3
/** Codes of messages that could not be made: nothing is wrong with the address, and the next version may fare better. */
const UNMADE = new Set(['template', 'text'])

/** One pass over everything; any number of workers may run it at the same time. */
export async function reconcile(needs: ReconcileNeeds): Promise<Reconciled> {
  const total: Reconciled = { sent: 0, failed: 0, waiting: 0, nextAt: null }
  const incidents = (await incidentsToTell(needs.db)).filter((incident) => !isSettled(needs, incident))
  for (const role of ROLE_ORDER) {
    for (const incident of incidents) {
      if (role === 'operator' || isForAll(needs, incident, total)) await tellRole(needs, incident, role, total)
    }
  }
  for (const incident of incidents) await settle(needs, incident, total)
  for (const { retryAt } of needs.memory.breakers.values()) notBefore(total, retryAt, needs.now())
  return total
}

/** Not what only operators are told, nor a text that is still held. */
function isForAll({ now }: ReconcileNeeds, { audience, publicAt }: TellableIncident, total: Reconciled): boolean {
  notBefore(total, publicAt, now())
  return audience === 'everyone' && publicAt <= now()
}

function isSettled({ memory, now }: ReconcileNeeds, { id, version }: TellableIncident): boolean {
  const settled = memory.settled.get(id)
  return settled !== undefined && settled.version === version && settled.until > now()
}

async function settle(needs: ReconcileNeeds, incident: TellableIncident, total: Reconciled): Promise<void> {
  const now = needs.now()
  const { count, nextAt } = await waitingFor(needs.db, incident, needs.policy.changeGapSeconds * 1000, now)
  total.waiting += count
  if (nextAt !== null) notBefore(total, nextAt, now)
  if (openChannels(needs).length < needs.channels.length || count > 0 || incident.publicAt > now)
    return void needs.memory.settled.delete(incident.id)
  needs.memory.settled.set(incident.id, { version: incident.version, until: now + SETTLED_MS })
}

function notBefore(total: Reconciled, at: number, now: number): void {
  if (at > now) total.nextAt = Math.min(total.nextAt ?? at, at)
}

function openChannels({ channels, memory, now }: ReconcileNeeds): TellingChannel[] {
  return channels.filter(({ provider }) => (memory.breakers.get(provider)?.retryAt ?? 0) <= now())
}

async function tellRole(
  needs: ReconcileNeeds,
  incident: TellableIncident,
  role: (typeof ROLE_ORDER)[number],
  total: Reconciled,
): Promise<void> {
  let after: string | null = ''
  while (after !== null) {
    const channels = openChannels(needs)
    if (channels.length === 0) return
    const now = needs.now()
    const toldBefore = now - needs.policy.changeGapSeconds * 1000
    const names = channels.map(({ channel }) => channel)
    const walk = { incident, role, channels: names, toldBefore, now, after, stretch: STRETCH }
    const step = await nextCandidates(needs.db, walk)
    for (const channel of channels) {
      const own = step.candidates.filter(({ subscriber }) => subscriber.channel === channel.channel)
      await tellCandidates(needs, channel, incident.id, own, total)
    }
    after = step.after
  }
}

async function tellCandidates(
  needs: ReconcileNeeds,
  channel: TellingChannel,
  incident: string,
  candidates: Candidate[],
  total: Reconciled,
): Promise<void> {
  for (let start = 0; start < candidates.length; start += channel.batch) {
    // Read anew for each batch, so that no message says what is no longer true.
    const current = await incidentById(needs.db, incident)
    if (!current || !openChannels(needs).includes(channel)) return
    await tellBatch(needs, channel, current, candidates.slice(start, start + channel.batch), total)
  }
}

async function tellBatch(
  needs: ReconcileNeeds,
  channel: TellingChannel,
  incident: PublicIncident,
  candidates: Candidate[],
  total: Reconciled,
): Promise<void> {
  const now = needs.now()
  const judged = candidates.map((candidate) => ({ candidate, due: dueOf(candidate, incident, now, needs.policy) }))
  const passed = judged.filter(({ due }) => due.action === 'skip' && !UNTOLD.includes(due.reason))
  const ids = passed.map(({ candidate }) => candidate.subscriber.id)
  await passOver(needs.db, incident.id, incident.version, ids, now)
  const wanted = judged.flatMap(({ candidate, due }) =>
    due.action === 'send' ? [{ candidate, incident, kind: due.kind }] : [],
  )
  const claims = new Map(wanted.map((told) => [told, claimOf(told, channel)]))
  const claimed = await claim(needs.db, [...claims.values()], needs.owner, now, now + LEASE_MS)
  const told = wanted.filter(({ candidate }) => claimed.has(candidate.subscriber.id))
  if (told.length === 0) return
  await sendAndFinish(needs, channel, told, (one) => claims.get(one) as Claim, total)
}

/** Of whom nothing is noted: they have nothing to do with it. */
const UNTOLD: string[] = ['resolved-but-never-told', 'for-operators-only']

function dueOf(
  { subscriber, knowledge }: Candidate,
  incident: PublicIncident,
  now: number,
  policy: TellingPolicy,
): Due {
  const known: Knowledge | null = knowledge && {
    knownVersion: knowledge.known_version,
    knownKind: knowledge.known_kind,
    knownAt: knowledge.known_at,
    knownImpact: knowledge.known_impact,
    nextAt: knowledge.next_at,
  }
  const publicAt = Math.max(0, ...incident.updates.map((one) => one.publicAt))
  return due(subscriber, { ...incident, publicAt }, known, now, policy)
}

function claimOf({ candidate, incident, kind }: Told, { channel, provider }: TellingChannel): Claim {
  const { subscriber, knowledge } = candidate
  const tries = knowledge?.tries ?? 0
  const knownAt = knowledge?.known_at ?? null
  return {
    subscriber: subscriber.id,
    topic: incident.id,
    version: incident.version,
    kind,
    channel,
    provider,
    tries,
    knownAt,
  }
}

async function sendAndFinish(
  needs: ReconcileNeeds,
  channel: TellingChannel,
  told: Told[],
  claimFor: (told: Told) => Claim,
  total: Reconciled,
): Promise<void> {
  const answers = await send(needs, channel, told)
  const now = needs.now()
  const finishes = told.map((one, index) => finishOf(needs, one, claimFor(one), answers[index], now))
  await finish(needs.db, finishes, needs.owner, now)
  const sent = finishes.filter(({ state }) => state === 'accepted').length
  total.sent += sent
  total.failed += finishes.length - sent
}

/** Per message what became of it, or the SendError that kept it from being sent. */
async function send(needs: ReconcileNeeds, channel: TellingChannel, told: Told[]): Promise<(Sent | SendError)[]> {
  try {
    const answers = await channel.send(told)
    const brokenOff =
      answers.length >= BROKEN_OFF_LIMIT && answers.every((answer) => !answer.ok && answer.code === 'ECONNECTION')
    if (brokenOff) throw new SendError('Every mail of the batch was broken off', { permanent: false, ambiguous: true })
    needs.memory.breakers.delete(channel.provider)
    return answers
  } catch (error) {
    const failure =
      error instanceof SendError
        ? error
        : new SendError(String((error as Error).message), { permanent: false, cause: error })
    trip(needs, channel.provider, failure)
    return (failure as PartlySent).answers ?? told.map(() => failure)
  }
}

/** A failed call of which some messages went out before it failed. */
type PartlySent = SendError & { answers?: (Sent | SendError)[] }

function trip({ memory, now, random, log }: ReconcileNeeds, provider: string, failure: SendError): void {
  const failures = (memory.breakers.get(provider)?.failures ?? 0) + 1
  const wait = Math.max(failure.retryAfterMs ?? 0, providerRetryAfter(failures, random()), 1)
  memory.breakers.set(provider, { failures, retryAt: now() + wait })
  log.warn({ provider, failures, waitMs: wait, reason: failure.message }, 'a provider failed; its subscribers wait')
}

function finishOf(
  needs: ReconcileNeeds,
  told: Told,
  claim: Claim,
  answer: Sent | SendError | undefined,
  now: number,
): Finish {
  if (answer === undefined || answer instanceof SendError) {
    // The provider's trouble is not the subscriber's: their tries stay as they were.
    const perhaps = answer?.ambiguous === true && (told.candidate.knowledge?.known_at ?? null) === null
    const knowledge = perhaps ? { known_kind: PERHAPS_TOLD } : {}
    return { claim, state: 'failed', providerRef: null, error: answer?.message ?? 'no answer', knowledge }
  }
  if (answer.ok) return accepted(told, claim, answer.ref, now)
  if (UNMADE.has(answer.code)) {
    return { claim, state: 'failed', providerRef: null, error: answer.message, knowledge: givenUp(claim, null) }
  }
  const knowledge = answer.permanent ? givenUp(claim, 'refused') : triedInVain(needs, told, claim, now)
  return { claim, state: answer.permanent ? 'refused' : 'failed', providerRef: null, error: answer.message, knowledge }
}

const FRESH = { next_at: 0, tries: 0, trying_since: null }

function accepted({ incident, kind }: Told, claim: Claim, ref: string, now: number): Finish {
  const knowledge = {
    ...FRESH,
    known_version: claim.version,
    known_kind: kind,
    known_at: now,
    known_impact: incident.impact,
  }
  return { claim, state: 'accepted', providerRef: ref, error: null, knowledge }
}

function triedInVain({ random }: ReconcileNeeds, { candidate }: Told, claim: Claim, now: number): Finish['knowledge'] {
  const since = candidate.knowledge?.trying_since ?? now
  const tries = claim.tries + 1
  const wait = retryAfter(claim.channel, tries, now - since, random())
  if (wait === null) return givenUp(claim, null)
  return { tries, trying_since: since, next_at: now + wait }
}

/** This version is given up; after a refusal the address is not tried again for this incident. */
function givenUp({ version }: Claim, kind: 'refused' | null): Finish['knowledge'] {
  return { ...FRESH, known_version: version, ...(kind ? { known_kind: kind } : {}) }
}
