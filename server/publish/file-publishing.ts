// When the public side is written as files: at once after a change, otherwise now and then; a store that fails is asked again later.
import type { Logger } from 'pino'
import type { Metrics } from '../metrics.ts'
import type { Published } from './bytes.ts'
import { type FileStore, folderStore } from './file-store.ts'
import { meaningOf } from './live.ts'
import { publishFiles } from './publish-files.ts'
import type { PublishSettings } from './publish-settings.ts'
import { s3Store } from './s3-store.ts'
import type { Snapshot } from './snapshot.ts'

export type FilePublishing = {
  /** Takes note of what is public now; writes nothing. */
  offer: (snapshot: Snapshot, documents: Map<string, Published>) => void
  /** Writes what waits, where it is due. */
  tick: () => Promise<void>
}

const EVERY_SECONDS = 60
const AGAIN_FIRST_MS = 5_000
const AGAIN_MOST_MS = 5 * 60_000

type Parts = { settings: PublishSettings; metrics: Metrics; log: Pick<Logger, 'error' | 'warn'>; now: () => number }
type Waiting = { snapshot: Snapshot; documents: Map<string, Published>; meaning: string }
type Target = { store: FileStore; written: { at: number; meaning: string }; failures: number; retryAt: number }

export function createFilePublishing({ settings, metrics, log, now }: Parts): FilePublishing {
  const { folder, s3, everySeconds = EVERY_SECONDS } = settings
  const stores = [...(folder ? [folderStore(folder)] : []), ...(s3 ? [s3Store(s3)] : [])]
  const targets = stores.map((store): Target => ({ store, written: { at: 0, meaning: '' }, failures: 0, retryAt: 0 }))
  let waiting: Waiting | null = null
  return {
    offer: (snapshot, documents) => {
      waiting = { snapshot, documents, meaning: meaningOf(snapshot) }
    },
    tick: async () => {
      for (const target of targets) if (waiting && isDue(target, waiting)) await write(target, waiting)
    },
  }

  function isDue({ written, retryAt }: Target, { meaning }: Waiting): boolean {
    return retryAt <= now() && (written.meaning !== meaning || now() - written.at >= everySeconds * 1000)
  }

  async function write(target: Target, { snapshot, documents, meaning }: Waiting): Promise<void> {
    const { name } = target.store
    try {
      const { current } = await publishFiles(target.store, snapshot.version, documents)
      if (current) log.warn({ store: name }, 'a newer version stands there already: another server writes it')
      Object.assign(target, { written: { at: now(), meaning }, failures: 0, retryAt: 0 })
      metrics.filesWrittenAt.set({ store: name }, now() / 1000)
    } catch (error) {
      target.failures += 1
      target.retryAt = now() + Math.min(AGAIN_MOST_MS, AGAIN_FIRST_MS * 2 ** (target.failures - 1))
      metrics.filesFailed.inc({ store: name })
      log.error({ store: name, failures: target.failures, error: (error as Error).message }, 'publishing files failed')
    }
  }
}
