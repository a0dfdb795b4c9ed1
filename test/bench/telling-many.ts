// A process that tells all subscribers of a database of one open incident, by a provider that takes everything at once; tells its parent
// the most memory it took (bytes), and for how long it worked.
import { openDatabase } from '../../data/database.ts'
import { type IncidentRow, insertIncident } from '../../data/queries/incidents.ts'
import { newId } from '../../server/incidents/ids.ts'
import { SHARED_DOWN } from '../support/snapshots.ts'
import { worker } from './telling-worker.ts'

const [file = '', count = '0'] = process.argv.slice(2)
const { db, close } = await openDatabase(file)
const { components: _, updates: __, causes: ___, ...incident } = SHARED_DOWN
await insertIncident(db, { ...(incident as IncidentRow), id: newId(), cause: newId() })
let rss = 0
let sent = 0
const pass = worker(db, {
  channel: 'email',
  provider: 'sink',
  batch: 200,
  send: async (told) => {
    rss = Math.max(rss, process.memoryUsage().rss)
    return told.map(() => ({ ok: true, ref: '' }))
  },
})
const began = performance.now()
while (sent < Number(count)) sent += (await pass()).sent
process.send?.({ rss, seconds: (performance.now() - began) / 1000 })
await close()
process.disconnect()
