// A server with as many open pages as come; tells its port over IPC, tells them news when asked to, and says how much memory it takes.
import type { AddressInfo } from 'node:net'
import { createLive } from '../../server/publish/live.ts'
import { idleApp } from '../support/app.ts'
import { snapshotOf } from '../support/snapshots.ts'

const live = createLive(100_000)
const snapshots = [snapshotOf('green'), snapshotOf('document-down')]
let version = 1
const tell = () => {
  const snapshot = snapshots[version % 2]
  if (snapshot) live.tell({ ...snapshot, version, at: Date.now() })
  version += 1
}
tell()
const app = await idleApp({ live: { live } })
await app.listen({ host: '127.0.0.1', port: 0, backlog: 4096 })
process.on('message', (asked) => {
  if (asked === 'tell') tell()
  else process.send?.({ open: live.count(), rss: process.memoryUsage().rss })
})
process.on('disconnect', () => process.exit(0))
process.send?.((app.server.address() as AddressInfo).port)
