// Two hours in which the provider takes nothing, nine changes, and then it works again: what each subscriber gets, in virtual time.
import { openDatabase } from '../../data/database.ts'
import { type IncidentRow, insertIncident, updateIncident } from '../../data/queries/incidents.ts'
import { newId } from '../../server/incidents/ids.ts'
import { createMemory, reconcile } from '../../server/notify/reconcile.ts'
import { SendError } from '../../server/notify/sms/provider.ts'
import { SHARED_DOWN } from '../support/snapshots.ts'
import { fill } from './telling-people.ts'

const MINUTE = 60_000
const CHANGES = 9
/** From the beginning on, as in the simulation that the design rests on. */
const OUT_UNTIL = 120 * MINUTE
/** The changes are spread over so long; the last one is the end. */
const CHANGING = 150 * MINUTE
const EVERY = 10_000

/** `most`: messages to one subscriber over 180 minutes; `stale`: messages that said what was no longer true. */
export async function providerOutage(subscribers: number): Promise<{ most: number; total: number; stale: number }> {
  const { db, close } = await openDatabase(':memory:')
  await fill(db, subscribers)
  const { components: _, updates: __, causes: ___, ...rest } = SHARED_DOWN
  const incident: IncidentRow = { ...(rest as IncidentRow), id: newId(), cause: newId(), version: 1 }
  const start = incident.announcedAt
  let [now, version, stale] = [start, 1, 0]
  const got = new Map<string, number>()
  await insertIncident(db, incident)
  const needs = {
    db,
    channels: [
      {
        channel: 'email' as const,
        provider: 'smtp',
        batch: 200,
        send: async (told: { version: number; candidate: { subscriber: { id: string } } }[]) => {
          if (now - start < OUT_UNTIL) throw new SendError('away', { permanent: false })
          for (const one of told) {
            const { id } = one.candidate.subscriber
            got.set(id, (got.get(id) ?? 0) + 1)
            if (one.version < version) stale += 1
          }
          return told.map(() => ({ ok: true as const, ref: '' }))
        },
      },
    ],
    policy: { changeGapSeconds: 1800 },
    now: () => now,
    random: () => 0.5,
    owner: 'one',
    memory: createMemory(),
    isSure: async () => true,
    log: { info: () => {}, warn: () => {} },
  }
  for (; now < start + 180 * MINUTE; now += EVERY) {
    const due = 1 + Math.floor((now - start) / (CHANGING / CHANGES))
    while (version < Math.min(due, CHANGES + 1)) {
      version += 1
      const over = version === CHANGES + 1
      const ended = over
        ? { kind: 'resolved' as const, status: 'resolved' as const, resolvedAt: now }
        : { kind: 'changed' as const }
      await updateIncident(db, { ...incident, version, ...ended })
    }
    await reconcile(needs)
  }
  await close()
  const counts = [...got.values()]
  return { most: counts.reduce((a, b) => Math.max(a, b), 0), total: counts.reduce((a, b) => a + b, 0), stale }
}
