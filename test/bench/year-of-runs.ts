// A year of what 100 components are asked every 30 s from 3 locations, as it is kept by default: days and hours of the whole year, and the
// single runs of the last day (of the 14 that are kept, the one that a page reads).
import BetterSqlite from 'better-sqlite3'
import type { Catalogue, Component } from '../../data/catalogue.ts'
import { openDatabase } from '../../data/database.ts'
import type { RollupsTable, Span } from '../../data/tables.ts'
import { noFigures } from '../../server/incidents/availability.ts'
import { DAY, firstDay, HOUR } from '../../server/incidents/availability-calendar.ts'
import { FIRST, revisionOf } from '../../server/incidents/availability-rows.ts'
import { countRuns, runsText } from '../../server/incidents/availability-runs.ts'
import { resultRow } from '../../server/incidents/rows.ts'
import { LOCATIONS, randomFrom, resultOf } from './ingest-reports.ts'

const SERVICES = 5
const COMPONENTS_EACH = 20
const DAYS = 365
const EVERY_MS = 30_000
/** Of an hour, in one of 500. */
const OUTAGE_MS = 20 * 60_000
const VARIANTS = 40

/** Services whose components need nothing and have nothing instead. */
export function benchCatalogue(): Catalogue {
  const text = (words: string) => ({ ko: words, en: words })
  const services = Array.from({ length: SERVICES }, (_, service) => ({
    id: `service-${service}`,
    name: text(`서비스 ${service}`),
    description: null,
    owner: text('기관'),
    components: Array.from(
      { length: COMPONENTS_EACH },
      (_, index): Component => ({
        id: `service-${service}/document-${index}`,
        service: `service-${service}`,
        name: text(`증명서 ${index}`),
        description: null,
        kind: 'document',
        needs: [],
        fallbacks: [],
        reportable: false,
      }),
    ),
  }))
  const components = new Map(services.flatMap(({ components }) => components).map((one) => [one.id, one]))
  return { services, components, papers: [], fallbacks: new Map() }
}

/** Makes `file` with a state for each component and, where `past` is true, everything of the year before `now`. */
export async function fillYear(file: string, { components }: Catalogue, past: boolean, now: number): Promise<void> {
  await (await openDatabase(file)).close()
  const database = new BetterSqlite(file)
  database.pragma('synchronous = OFF')
  const insert = (table: string, rows: Iterable<object>) => {
    let statement: BetterSqlite.Statement | undefined
    database.transaction(() => {
      for (const row of rows) {
        const names = Object.keys(row)
        statement ??= database.prepare(
          `insert into ${table} (${names.join(', ')}) values (${names.map((name) => `@${name}`).join(', ')})`,
        )
        statement.run(row)
      }
    })()
  }
  const ids = [...components.keys()]
  insert(
    'component_states',
    ids.map((component) => stateRow(component, now)),
  )
  if (past) {
    insert(
      'transitions',
      ids.map((component) => firstTransition(component, now)),
    )
    for (const [span, length] of [
      ['day', DAY],
      ['hour', HOUR],
    ] as const)
      insert('rollups', rollups(ids, span, length, now))
    const marks = { 'rollups-from': firstDay(now, DAYS), 'rollups-until': now - HOUR, 'rollups-seen': now }
    insert(
      'facts',
      Object.entries(marks).map(([name, value]) => ({ name, value: String(value) })),
    )
    insert('results', runs(ids, now))
  }
  database.pragma('wal_checkpoint(TRUNCATE)')
  database.close()
}

function stateRow(component: string, now: number) {
  const checked = { last_checked_at: now - 10_000, fresh_until: now + DAY }
  const stored = { memory: '{}', mark: '', share: 0, created_at: now - DAYS * DAY, updated_at: now }
  return { component, state: 'operational', reason: 'recovered', since: now - DAYS * DAY, ...checked, ...stored }
}

function firstTransition(component: string, now: number) {
  const at = now - DAYS * DAY
  const said = { reason: 'recovered', at, decided_at: at, incident: null, evidence: '{}', mark: '', share: 0 }
  return { id: component, component, from_state: 'unknown', to_state: 'operational', ...said }
}

function* rollups(ids: string[], span: Span, length: number, now: number): Iterable<RollupsTable> {
  const random = randomFrom(4)
  const perBucket = (length / EVERY_MS) * LOCATIONS.length
  const counted = Array.from({ length: VARIANTS }, () =>
    runsText(
      countRuns(
        Array.from({ length: Math.min(perBucket, 2000) }, () => {
          const { verdict, fault, durationMs } = resultOf({ flow: '', component: '' }, 1, 0, random)
          return { started_at: 0, verdict, fault: fault && JSON.stringify(fault), duration_ms: durationMs }
        }),
      ),
    ),
  )
  for (const component of ids) {
    for (let bucket = firstDay(now, DAYS); bucket + length < now; bucket += length) {
      const out = random() < length / HOUR / 500 ? OUTAGE_MS : 0
      const none = noFigures()
      const milliseconds = { ...none.milliseconds, operational: length - out, major_outage: out }
      const measured = {
        figures: { ...none, milliseconds, down: out },
        runs: counted[Math.floor(random() * VARIANTS)] ?? '',
      }
      const row = revisionOf({ component, span, bucket }, measured, undefined, FIRST, bucket + length)
      if (row) yield row
    }
  }
}

function* runs(ids: string[], now: number) {
  const random = randomFrom(5)
  let sequence = 0
  for (let at = now - DAY; at < now; at += EVERY_MS) {
    for (const component of ids) {
      for (const location of LOCATIONS) {
        sequence += 1
        const result = resultOf({ flow: component, component }, sequence, at, random)
        const report = { agent: location, boot: '1', results: [] }
        yield resultRow(String(sequence).padStart(12, '0'), at + 1000, location, report, result)
      }
    }
  }
}
