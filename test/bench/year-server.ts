// The public side of the program over a database with a year behind it (`year`) or none (`empty`): measures what a new snapshot costs,
// tells the figures and its port over IPC, and goes on serving.
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'undici'
import { openDatabase } from '../../data/database.ts'
import { DEFAULT_AVAILABILITY } from '../../server/incidents/availability-settings.ts'
import { createMetrics } from '../../server/metrics.ts'
import { HTML_HEADERS } from '../../server/publish/html-pages.ts'
import { openPublishing } from '../../server/publish/publishing.ts'
import { readSigningKey } from '../../server/signing-key.ts'
import { idleApp } from '../support/app.ts'
import { SITE } from '../support/snapshots.ts'
import { median, rounded } from './figures.ts'
import { LOCATIONS } from './ingest-reports.ts'
import { benchCatalogue, fillYear } from './year-of-runs.ts'

export type YearFigures = { port: number; snapshotMs: number; componentMs: number; historyMs: number }

const ROUNDS = 25

const folder = mkdtempSync(join(tmpdir(), 'bongsu-year-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
process.on('disconnect', () => process.exit(0))
const now = Date.now()
const catalogue = benchCatalogue()
const file = join(folder, 'bongsu.sqlite')
await fillYear(file, catalogue, process.argv[2] === 'year', now)
const { db } = await openDatabase(file)
const { publisher, refresh, history } = openPublishing({
  db,
  catalogue,
  site: SITE,
  availability: DEFAULT_AVAILABILITY,
  locations: LOCATIONS.map((id) => ({ id, name: { ko: id, en: id } })),
  networks: new Map(),
  metrics: createMetrics(),
  signingKey: readSigningKey(folder),
  openPages: 10,
  files: null,
  now: () => now,
})
const begun = performance.now()
await history.refresh()
const historyMs = Math.round(performance.now() - begun)
const app = await idleApp({ publisher, htmlHeaders: HTML_HEADERS })
await app.listen({ host: '127.0.0.1', port: 0 })
const { port } = app.server.address() as AddressInfo

/** A new snapshot with its front page sent, and a component page that nobody asked for before. */
const rounds: { snapshot: number; component: number }[] = []
const ids = [...catalogue.components.keys()]
for (let round = 0; round < ROUNDS; round += 1) {
  const snapshot = await timed(async () => {
    await refresh.now()
    await read('/')
  })
  const component = await timed(() => read(`/components/${ids[round % ids.length]}`))
  rounds.push({ snapshot, component })
}
const figures: YearFigures = {
  port,
  snapshotMs: rounded(median(rounds.map(({ snapshot }) => snapshot)), 1),
  componentMs: rounded(median(rounds.map(({ component }) => component)), 1),
  historyMs,
}
process.send?.(figures)

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

async function read(path: string): Promise<void> {
  const { statusCode, body } = await request(`http://127.0.0.1:${port}${path}`, {
    headers: { 'accept-encoding': 'gzip' },
  })
  await body.arrayBuffer()
  if (statusCode !== 200) throw new Error(`${path} was answered with ${statusCode}`)
}
