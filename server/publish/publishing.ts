// The public side, opened: snapshot → documents → served from memory.
import type { Catalogue, Text } from '../../data/catalogue.ts'
import type { Db } from '../../data/database.ts'
import type { AvailabilitySettings } from '../incidents/availability-settings.ts'
import type { Metrics } from '../metrics.ts'
import type { SigningKey } from '../signing-key.ts'
import { publicDocuments } from './documents.ts'
import type { FilePublishing } from './file-publishing.ts'
import { createLive, type Live } from './live.ts'
import { createPublisher, type Publisher } from './publisher.ts'
import { createHistory, type HistoryParts, type HistoryReader } from './read-history.ts'
import { readSnapshot } from './read-snapshot.ts'
import { createRefresh, type Refresh } from './refresh.ts'
import { signedStatus } from './signed-status.ts'
import type { Site } from './snapshot.ts'

export type Publishing = { publisher: Publisher; refresh: Refresh; live: Live; history: HistoryReader }

type Parts = {
  db: Db
  catalogue: Catalogue
  site: Site
  availability: AvailabilitySettings
  locations: HistoryParts['locations']
  /** Names of the groups of locations that fail together. */
  networks: ReadonlyMap<string, Text>
  metrics: Metrics
  /** Signs the status document. */
  signingKey: SigningKey
  /** Most open pages that are told of news at once. */
  openPages: number
  /** Where the public side is written as files; `null`: nowhere. */
  files: FilePublishing | null
  now: () => number
}

/** The page must not look older than it is: browsers are told that data of 3 minutes is old. */
const SNAPSHOT_MAX_AGE_MS = 30_000

export function openPublishing({
  db,
  catalogue,
  site,
  availability,
  locations,
  networks,
  metrics,
  signingKey,
  openPages,
  files,
  now,
}: Parts): Publishing {
  const publisher = createPublisher()
  const live = createLive(openPages)
  const history = createHistory({ db, catalogue, locations, now })
  const refresh = createRefresh({
    publisher,
    now,
    maxAgeMs: SNAPSHOT_MAX_AGE_MS,
    read: () => readSnapshot(db, site, catalogue, now(), availability, networks, history.current()),
    documents: (snapshot) => publicDocuments(snapshot, [signedStatus(signingKey)]),
    published: (snapshot, documents) => {
      files?.offer(snapshot, documents)
      const { version, at } = snapshot
      live.tell(snapshot)
      metrics.snapshotVersion.set(version)
      metrics.snapshotAt.set(at / 1000)
    },
  })
  return { publisher, refresh, live, history }
}
