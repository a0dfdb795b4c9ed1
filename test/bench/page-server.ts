// The program's own server, as in production but for its data: a realistic snapshot. Tells its port over IPC.
import type { AddressInfo } from 'node:net'
import { publicDocuments } from '../../server/publish/documents.ts'
import { HTML_HEADERS } from '../../server/publish/html-pages.ts'
import { createPublisher } from '../../server/publish/publisher.ts'
import { idleApp } from '../support/app.ts'
import { snapshotOf } from '../support/snapshots.ts'

const publisher = createPublisher()
const snapshot = snapshotOf('document-down')
publisher.publish(snapshot, publicDocuments(snapshot))
const app = await idleApp({ publisher, htmlHeaders: HTML_HEADERS })
await app.listen({ host: '127.0.0.1', port: 0 })
process.send?.((app.server.address() as AddressInfo).port)
process.on('disconnect', () => process.exit(0))
