// What is written of an incident afterwards: the report, and the measures that were promised. Nothing is ever overwritten.
import { type Db, inTransaction } from '../database.ts'
import type { IncidentReportsTable, MeasureChangesTable, MeasuresTable } from '../tables.ts'

/** The newest of each language; `body` is Markdown. */
export type IncidentReport = Pick<IncidentReportsTable, 'language' | 'body' | 'author' | 'at'>
/** `dueDay`: YYYY-MM-DD of Korea; `note` and `changedAt` (UTC ms) are of its last change of state, '' and null while it is as promised. */
export type Measure = {
  id: string
  text: { ko: string; en: string }
  owner: string
  dueDay: string
  state: MeasureChangesTable['state']
  note: string
  changedAt: number | null
}
export type Afterwards = { reports: IncidentReport[]; measures: Measure[] }

/** By incident; those of which nothing is written are missing. */
export async function afterwardsOf(db: Db, incidents: string[]): Promise<Map<string, Afterwards>> {
  if (incidents.length === 0) return new Map()
  const reports = await db
    .selectFrom('incident_reports')
    .selectAll()
    .where('incident', 'in', incidents)
    .orderBy('at')
    .execute()
  const measures = await db
    .selectFrom('measures')
    .selectAll()
    .where('incident', 'in', incidents)
    .orderBy('at')
    .orderBy('id')
    .execute()
  const ids = measures.map(({ id }) => id)
  const changes =
    ids.length === 0
      ? []
      : await db.selectFrom('measure_changes').selectAll().where('measure', 'in', ids).orderBy('at').execute()
  const found = new Map<string, Afterwards>()
  const of = (incident: string) => {
    const known = found.get(incident) ?? { reports: [], measures: [] }
    found.set(incident, known)
    return known
  }
  for (const { incident, language, body, author, at } of reports) {
    const known = of(incident)
    known.reports = [...known.reports.filter((one) => one.language !== language), { language, body, author, at }]
  }
  for (const row of measures) {
    const last = changes.findLast(({ measure }) => measure === row.id)
    of(row.incident).measures.push(measureOf(row, last))
  }
  return found
}

function measureOf(row: MeasuresTable, last: MeasureChangesTable | undefined): Measure {
  return {
    id: row.id,
    text: { ko: row.text_ko, en: row.text_en },
    owner: row.owner,
    dueDay: row.due_day,
    state: last?.state ?? 'open',
    note: last?.note ?? '',
    changedAt: last?.at ?? null,
  }
}

/** Each of them touches the incident, so that what is public is read anew; nobody is told. */
export async function addReport(db: Db, report: IncidentReportsTable): Promise<void> {
  await inTransaction(db, async (db) => {
    await db.insertInto('incident_reports').values(report).execute()
    await touch(db, report.incident, report.at)
  })
}

export async function addMeasure(db: Db, measure: MeasuresTable): Promise<void> {
  await inTransaction(db, async (db) => {
    await db.insertInto('measures').values(measure).execute()
    await touch(db, measure.incident, measure.at)
  })
}

/** False when there is no such measure. */
export function changeMeasure(db: Db, change: MeasureChangesTable): Promise<boolean> {
  return inTransaction(db, async (db) => {
    const row = await db.selectFrom('measures').select('incident').where('id', '=', change.measure).executeTakeFirst()
    if (!row) return false
    await db.insertInto('measure_changes').values(change).execute()
    await touch(db, row.incident, change.at)
    return true
  })
}

async function touch(db: Db, incident: string, at: number): Promise<void> {
  await db.updateTable('incidents').set({ updated_at: at }).where('id', '=', incident).execute()
}
