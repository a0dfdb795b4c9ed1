// One worker of the benchmark of telling.
import type { Db } from '../../data/database.ts'
import { createMemory, type Reconciled, reconcile, type TellingChannel } from '../../server/notify/reconcile.ts'

/** One pass over everybody who is behind. */
export function worker(db: Db, channel: TellingChannel): () => Promise<Reconciled> {
  const log = { info: () => {}, warn: (facts: object) => console.log(facts) }
  const memory = createMemory()
  const policy = { changeGapSeconds: 1800 }
  const needs = { db, channels: [channel], policy, random: Math.random, owner: 'bench', memory, log }
  return () => reconcile({ ...needs, now: Date.now, isSure: async () => true })
}
