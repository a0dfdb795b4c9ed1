// When the snapshot is read and published anew: at once after a change, at most once a second when only checks went on.
import { coalesce } from '../loops.ts'
import type { Published } from './bytes.ts'
import type { Publisher } from './publisher.ts'
import type { Snapshot } from './snapshot.ts'

export type Refresh = {
  /** A public state changed: publish now. */
  now: () => Promise<void>
  /** Only times of checks moved: the next `tick` publishes. */
  soon: () => void
  /** Publishes when something waits, or when the present snapshot is `maxAgeMs` old. */
  tick: () => Promise<void>
}

export type RefreshParts = {
  publisher: Publisher
  read: () => Promise<Snapshot>
  documents: (snapshot: Snapshot) => Map<string, Published>
  published: (snapshot: Snapshot, documents: Map<string, Published>) => void
  now: () => number
  maxAgeMs: number
}

export function createRefresh({ publisher, read, documents, published, now, maxAgeMs }: RefreshParts): Refresh {
  let waiting = true
  const publish = coalesce(async () => {
    waiting = false
    const snapshot = await read()
    const made = documents(snapshot)
    publisher.publish(snapshot, made)
    published(snapshot, made)
  })
  return {
    now: publish,
    soon: () => {
      waiting = true
    },
    tick: async () => {
      const age = now() - (publisher.current()?.at ?? 0)
      if (waiting || age >= maxAgeMs) await publish()
    },
  }
}
