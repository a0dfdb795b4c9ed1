// The program's own server, as in production but for its data: a realistic snapshot. Tells its port over IPC.
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { buildApp } from '../../server/app.ts'
import { createMetrics } from '../../server/metrics.ts'
import { htmlHeaders, publicDocuments } from '../../server/publish/documents.ts'
import { createPublisher } from '../../server/publish/publisher.ts'
import { RENDERERS } from '../../server/publish/publishing.ts'
import { snapshotOf } from '../support/snapshots.ts'

const publisher = createPublisher()
const snapshot = snapshotOf('document-down')
publisher.publish(snapshot, publicDocuments(snapshot, RENDERERS))
const app = await buildApp({
  publisher,
  logger: pino({ level: 'silent' }),
  trustProxy: false,
  htmlHeaders: htmlHeaders(RENDERERS.styleSource),
  operational: { ready: () => true, metrics: createMetrics().registry },
  results: { keys: new Map(), now: Date.now, record: async () => ({ refused: [] }) },
  statusApi: { site: snapshot.site, incidentById: async () => null, renderIncident: () => null },
  subscriptions: null,
  staffReports: null,
  rehearsal: null,
  notFound: { renderNotFound: () => '', logError: () => {} },
})
await app.listen({ host: '127.0.0.1', port: 0 })
process.send?.((app.server.address() as AddressInfo).port)
process.on('disconnect', () => process.exit(0))
