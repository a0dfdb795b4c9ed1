// The server's app for tests: everything that a test does not give is there, and does nothing.
import pino from 'pino'
import { type AppNeeds, buildApp } from '../../server/app.ts'
import { createMetrics } from '../../server/metrics.ts'
import { createLive } from '../../server/publish/live.ts'
import { createPublisher } from '../../server/publish/publisher.ts'
import { SITE } from './snapshots.ts'

export function idleApp(given: Partial<AppNeeds>): ReturnType<typeof buildApp> {
  return buildApp({
    publisher: createPublisher(),
    logger: pino({ level: 'silent' }),
    trustProxy: false,
    htmlHeaders: [],
    operational: { ready: () => true, metrics: createMetrics().registry },
    live: { live: createLive(10) },
    documents: { renderFound: () => null },
    results: { keys: new Map(), now: Date.now, record: async () => ({ refused: [] }) },
    statusApi: { site: SITE, current: () => null, incidentById: async () => null, renderIncident: () => '' },
    subscriptions: null,
    textSubscriptions: null,
    browserSubscriptions: null,
    textReplies: null,
    manage: null,
    staffReports: null,
    console: null,
    rehearsal: null,
    notFound: { renderNotFound: () => 'not found', logError: () => {} },
    ...given,
  })
}
