// Brings every subscriber from what they know to what is true now. Level-triggered: nothing is queued; whoever is behind is told
// the current state.
import type { Db } from '../../data/database.ts'
import { type Candidate, nextCandidates, ROLE_ORDER, reachOf, waitingFor } from '../../data/queries/behind.ts'
import { tellingStopped } from '../../data/queries/telling-switch.ts'
import type { IncidentTopic, Topic } from '../../data/queries/topics.ts'
import type { Channel, SubscriberRole } from '../../data/tables.ts'
import { type Breakers, isOpen } from './breakers.ts'
import type { MessageKind, TellingPolicy } from './due.ts'
import { remindedBefore } from './judge.ts'
import { type Matter, readMatter, topicsToTell } from './matters.ts'
import type { Sent } from './sms/provider.ts'
import { tellBatch } from './tell-batch.ts'
import { heldUntil, isYoung } from './valve.ts'

/** One message to one subscriber, as the channel needs it. */
export type Told = { candidate: Candidate; topic: string; version: number; matter: Matter; kind: MessageKind }

/** By what a message is known to its receiver and in the record. */
export function referenceOf({ topic, version, kind }: Pick<Told, 'topic' | 'version' | 'kind'>): string {
  return `${topic}.v${version}.${kind}`
}

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
  breakers: Breakers
  /** Topics of which everybody knows, until when that is believed without looking again. */
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
  /** Whether the evidence against these components is far above what telling needs. */
  isSure: (components: string[]) => Promise<boolean>
  log: { info: (facts: object, text: string) => void; warn: (facts: object, text: string) => void }
}

/** `nextAt` is when somebody may become due (UTC milliseconds), or null. */
export type Reconciled = { sent: number; failed: number; waiting: number; nextAt: number | null }

const STRETCH = 2_000
const SETTLED_MS = 15_000
/** Looking at a million people takes seconds: it is not done again before many times as long has passed. */
const SETTLED_LOOKS = 20

/** One pass over everything; any number of workers may run it at the same time. */
export async function reconcile(needs: ReconcileNeeds): Promise<Reconciled> {
  const total: Reconciled = { sent: 0, failed: 0, waiting: 0, nextAt: null }
  const topics = (await topicsToTell(needs.db, needs.now())).filter((topic) => !isSettled(needs, topic))
  const looks = new Map<string, number>()
  for (const role of ROLE_ORDER) {
    for (const topic of topics) {
      if (!(await mayHear(needs, topic, role, total))) continue
      const began = needs.now()
      await tellRole(needs, topic, role, total)
      looks.set(topic.id, (looks.get(topic.id) ?? 0) + needs.now() - began)
    }
  }
  for (const { retryAt } of needs.memory.breakers.values()) notBefore(total, retryAt, needs.now())
  for (const topic of topics) await settle(needs, topic, looks.get(topic.id) ?? 0, total)
  return total
}

/**
 * Operators hear everything at once. Others do not hear what is for operators only, nor a text that is still held, and nothing
 * while an operator has stopped telling; the public does not hear of something wide, young and unsure.
 */
async function mayHear(needs: ReconcileNeeds, topic: Topic, role: SubscriberRole, total: Reconciled): Promise<boolean> {
  const { db, now } = needs
  if (role === 'operator') return true
  notBefore(total, topic.publicAt, now())
  if (topic.audience !== 'everyone' || topic.publicAt > now() || (await tellingStopped(db)) !== null) return false
  if (role !== 'public' || topic.kind !== 'incident' || !isYoung(topic, now())) return true
  const until = await heldByValve(needs, topic)
  if (until !== null) notBefore(total, until, now())
  return until === null || until <= now()
}

async function heldByValve({ db, isSure }: ReconcileNeeds, topic: IncidentTopic): Promise<number | null> {
  const reach = await reachOf(db, topic)
  if (heldUntil(topic, { ...reach, sure: false }) === null) return null
  return heldUntil(topic, { ...reach, sure: await isSure(topic.components) })
}

function isSettled({ memory, now }: ReconcileNeeds, { id, version }: Topic): boolean {
  const settled = memory.settled.get(id)
  return settled !== undefined && settled.version === version && settled.until > now()
}

/** Whoever is not due now need not be looked for before the first of them may be, or before it is time to look for newcomers. */
async function settle(needs: ReconcileNeeds, topic: Topic, lookedMs: number, total: Reconciled): Promise<void> {
  const now = needs.now()
  const { count, nextAt } = await waitingFor(needs.db, topic, gapMs(needs, topic), now)
  total.waiting += count
  if (nextAt !== null) notBefore(total, nextAt, now)
  const isDue = count > 0 && nextAt === null && openChannels(needs).length === needs.channels.length
  if (isDue) return void needs.memory.settled.delete(topic.id)
  const newcomersAt = now + Math.max(SETTLED_MS, lookedMs * SETTLED_LOOKS)
  const until = Math.min(total.nextAt ?? newcomersAt, newcomersAt)
  needs.memory.settled.set(topic.id, { version: topic.version, until })
}

function gapMs({ policy }: ReconcileNeeds, { kind }: Topic): number {
  return kind === 'incident' ? policy.changeGapSeconds * 1000 : 0
}

function notBefore(total: Reconciled, at: number, now: number): void {
  if (at > now) total.nextAt = Math.min(total.nextAt ?? at, at)
}

function openChannels({ channels, memory, now }: ReconcileNeeds): TellingChannel[] {
  return channels.filter(({ provider }) => !isOpen(memory.breakers, provider, now()))
}

async function tellRole(needs: ReconcileNeeds, topic: Topic, role: SubscriberRole, total: Reconciled): Promise<void> {
  let after: string | null = ''
  while (after !== null) {
    const channels = openChannels(needs)
    if (channels.length === 0) return
    const now = needs.now()
    const step = await nextCandidates(needs.db, {
      topic,
      role,
      channels: channels.map(({ channel }) => channel),
      toldBefore: now - gapMs(needs, topic),
      remindBefore: remindedBefore(topic, role, now, needs.policy),
      now,
      after,
      stretch: STRETCH,
    })
    for (const channel of channels) {
      const own = step.candidates.filter(({ subscriber }) => subscriber.channel === channel.channel)
      await tellCandidates(needs, channel, topic, own, total)
    }
    after = step.after
  }
}

async function tellCandidates(
  needs: ReconcileNeeds,
  channel: TellingChannel,
  topic: Topic,
  candidates: Candidate[],
  total: Reconciled,
): Promise<void> {
  for (let start = 0; start < candidates.length; start += channel.batch) {
    // Read anew for each batch, so that no message says what is no longer true.
    const current = await readMatter(needs.db, topic, needs.now())
    if (!current || !openChannels(needs).includes(channel)) return
    await tellBatch(needs, channel, topic, current, candidates.slice(start, start + channel.batch), total)
  }
}
