// `npm run bench:ingest`: results per second from HTTP to commit by the whole program, as a share of bare one-row commits in the
// same run; and how long deciding takes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { loadCatalogue } from '../../data/catalogue.ts'
import { openDatabase } from '../../data/database.ts'
import { resultRow } from '../../server/incidents/rows.ts'
import { decideMicros } from './decide-micros.ts'
import { median, rounded } from './figures.ts'
import { startAgents } from './ingest-agents.ts'
import { KEY, LOCATIONS, randomFrom, resultOf } from './ingest-reports.ts'
import { startServer } from './ingest-server.ts'

/** Both sides take turns in short slices: a disk that others use is now fast, now slow. */
const ROUNDS = 13
const SLICE_MS = 900
const WARM_UP_MS = 4000
const FLOWS = 20

const folder = mkdtempSync(join(tmpdir(), 'bongsu-ingest-'))
const components = [...loadCatalogue(undefined).components.keys()]
const flows = Array.from({ length: FLOWS }, (_, index) => ({
  flow: `flow-${index + 1}`,
  component: components[index % components.length] ?? '',
}))
const micros = decideMicros()
const bare = await openBare(join(folder, 'bare.sqlite'))
const server = await startServer(folder, LOCATIONS, KEY)
try {
  const agents = await startAgents(server.address, flows, LOCATIONS)
  await agents.report(WARM_UP_MS)
  const rounds = []
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({ bare: bare.commit(SLICE_MS), bongsu: await agents.report(SLICE_MS) })
  }
  agents.stop()
  await server.stop()
  verify(join(folder, 'bongsu.sqlite'), agents.acknowledged())
  tell(rounds)
} finally {
  bare.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

function tell(rounds: { bare: number; bongsu: number }[]): void {
  console.table(rounds.map((one) => ({ bare: Math.round(one.bare), bongsu: Math.round(one.bongsu) })))
  const best = (side: 'bare' | 'bongsu') => Math.max(...rounds.map((one) => one[side]))
  const [ours, theirs] = [median(rounds.map((one) => one.bongsu)), median(rounds.map((one) => one.bare))]
  console.log(
    `${Math.round(ours)} results/s from HTTP to commit by ${flows.length * LOCATIONS.length} agents, each stored once; ` +
      `${Math.round(theirs)} bare commits/s of one row (medians; of the best slices ${rounded(best('bongsu') / best('bare'), 3)})`,
  )
  console.log(JSON.stringify({ ratio: rounded(ours / theirs, 3), decideMicros: micros }))
}

/** better-sqlite3 alone, with the program's tables and pragmas, one result a transaction. */
async function openBare(file: string) {
  await (await openDatabase(file)).close()
  const database = new BetterSqlite(file)
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'secure_delete = ON']) {
    database.pragma(pragma)
  }
  const random = randomFrom(1)
  const prepared = Array.from({ length: 1000 }, (_, index) => {
    const result = resultOf(flows[index % FLOWS] as (typeof flows)[number], 1, index, random)
    return resultRow('', index, 'seoul', { agent: 'bare', boot: '1', results: [] }, result)
  })
  const columns = Object.keys(prepared[0] ?? {})
  const insert = database.prepare(
    `insert into results (${columns.join(', ')}) values (${columns.map((column) => `@${column}`).join(', ')})`,
  )
  let sequence = 0
  return {
    /** Commits a second over `forMs`. */
    commit: (forMs: number) => {
      const begun = performance.now()
      const before = sequence
      while (performance.now() - begun < forMs) {
        sequence += 1
        insert.run({ ...prepared[sequence % prepared.length], id: `${random()}`.slice(2, 14), sequence })
      }
      return ((sequence - before) / (performance.now() - begun)) * 1000
    },
    close: () => database.close(),
  }
}

/** Every result that was acknowledged is stored, and none twice. */
function verify(file: string, acknowledged: Map<string, number>): void {
  const database = new BetterSqlite(file, { readonly: true })
  const rows = database
    .prepare(
      'select agent, count(*) as stored, count(distinct sequence) as different, max(sequence) as last from results group by agent',
    )
    .all() as { agent: string; stored: number; different: number; last: number }[]
  database.close()
  const wrong = [...acknowledged].filter(([agent, last]) => {
    const row = rows.find((one) => one.agent === agent)
    return row?.stored !== last || row.different !== last || row.last !== last
  })
  if (wrong.length > 0 || rows.length !== acknowledged.size) {
    throw new Error(`stored and acknowledged results differ: ${JSON.stringify(wrong.slice(0, 5))}`)
  }
}
