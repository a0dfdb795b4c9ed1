import { sql } from 'kysely'
import type { Text } from '../catalogue.ts'
import type { Db } from '../database.ts'
import type {
  CauseStatementsTable,
  IncidentComponentsTable,
  IncidentsTable,
  IncidentUpdatesTable,
  State,
} from '../tables.ts'
import { afterwardsOf, type IncidentReport, type Measure } from './incident-reports.ts'
import { textOf } from './texts.ts'

/** An incident with everything that belongs to it. Updates newest first, causes oldest first. */
export type IncidentRecord = {
  id: string
  cause: string
  service: string
  status: IncidentsTable['status']
  impact: IncidentsTable['impact']
  title: Text
  beganAt: number
  beganSays: string
  detectedAt: number
  announcedAt: number
  monitoringAt: number | null
  resolvedAt: number | null
  version: number
  kind: IncidentsTable['kind']
  updatedAt: number
  root: string | null
  audience: IncidentsTable['audience']
  unstableSince: number | null
  reopenedAt: number | null
  /** Where it is, by the names of regions (시·도); missing: everywhere. */
  regions?: string[]
  /** `because`: the component whose trouble it is affected by; null: its own. */
  components: { id: string; state: State; beganAt: number; recoveredAt: number | null; because: string | null }[]
  updates: UpdateRecord[]
  causes: CauseRecord[]
  /** What was written afterwards; missing where nothing was. */
  reports?: IncidentReport[]
  measures?: Measure[]
}

/** `confidence` and `evidence` are of suspected causes: how much of the evidence fits, and what it was. */
export type CauseRecord = {
  standing: 'suspected' | 'confirmed'
  author: string
  text: Text
  at: number
  confidence: number | null
  evidence: Text[]
}

export type UpdateRecord = {
  id: string
  version: number
  status: IncidentsTable['status']
  body: Text
  /** `reason`: the engine's name for why it decided so. */
  affected: { component: string; from: State; to: State; reason?: string }[]
  author: string
  at: number
  /** The text is shown from this instant on. */
  publicAt: number
  /** What was seen, from where and when. */
  evidence: Text[]
}

/** Those for everyone: unresolved ones first, then the newest; at most `limit`. */
export async function publicIncidents(db: Db, limit: number): Promise<IncidentRecord[]> {
  const rows = await db
    .selectFrom('incidents')
    .selectAll()
    .where('audience', '=', 'everyone')
    .orderBy(sql`case when resolved_at is null then 0 else 1 end`)
    .orderBy('began_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return withParts(db, rows)
}

/** Changes when any incident does: how many there are, and when one last changed. */
export async function incidentsMark(db: Db): Promise<string> {
  const { count, at } = await db
    .selectFrom('incidents')
    .select(({ fn }) => [fn.countAll().as('count'), fn.max('updated_at').as('at')])
    .executeTakeFirstOrThrow()
  return `${count} ${at}`
}

export async function incidentById(db: Db, id: string): Promise<IncidentRecord | null> {
  const rows = await db.selectFrom('incidents').selectAll().where('id', '=', id).execute()
  return (await withParts(db, rows))[0] ?? null
}

/** All that are not resolved, oldest first. */
export async function openIncidents(db: Db): Promise<IncidentRecord[]> {
  const rows = await db
    .selectFrom('incidents')
    .selectAll()
    .where('resolved_at', 'is', null)
    .orderBy('detected_at')
    .orderBy('cause')
    .execute()
  return withParts(db, rows)
}

/** Those for everyone that went on at some time from `from` until `until` (exclusive), oldest first. */
export async function incidentsBetween(db: Db, from: number, until: number): Promise<IncidentRecord[]> {
  const rows = await db
    .selectFrom('incidents')
    .selectAll()
    .where('audience', '=', 'everyone')
    .where('began_at', '<', until)
    .where(({ eb, or }) => or([eb('resolved_at', 'is', null), eb('resolved_at', '>=', from)]))
    .orderBy('began_at')
    .orderBy('id')
    .execute()
  return withParts(db, rows)
}

/** The newest incident of a cause that was resolved at `since` or later. */
export async function lastResolved(db: Db, cause: string, since: number): Promise<IncidentRecord | null> {
  const rows = await db
    .selectFrom('incidents')
    .selectAll()
    .where('cause', '=', cause)
    .where('resolved_at', '>=', since)
    .orderBy('resolved_at', 'desc')
    .limit(1)
    .execute()
  return (await withParts(db, rows))[0] ?? null
}

export type IncidentRow = Omit<IncidentRecord, 'components' | 'updates' | 'causes' | 'reports' | 'measures'>

/** `false` when an open incident of this cause is already there. */
export async function insertIncident(db: Db, incident: IncidentRow): Promise<boolean> {
  const inserted = await db
    .insertInto('incidents')
    .values(toRow(incident))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function updateIncident(db: Db, incident: IncidentRow): Promise<void> {
  const { id, ...changed } = toRow(incident)
  await db.updateTable('incidents').set(changed).where('id', '=', id).execute()
}

export async function saveIncidentComponents(
  db: Db,
  incident: string,
  components: IncidentRecord['components'],
): Promise<void> {
  const rows: IncidentComponentsTable[] = components.map(({ id, state, beganAt, recoveredAt, because }) => ({
    incident,
    because,
    component: id,
    state,
    began_at: beganAt,
    recovered_at: recoveredAt,
  }))
  if (rows.length === 0) return
  await db
    .insertInto('incident_components')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['incident', 'component']).doUpdateSet((row) => ({
        state: row.ref('excluded.state'),
        began_at: row.ref('excluded.began_at'),
        recovered_at: row.ref('excluded.recovered_at'),
        because: row.ref('excluded.because'),
      })),
    )
    .execute()
}

export async function insertIncidentUpdate(db: Db, incident: string, update: UpdateRecord): Promise<void> {
  const { body, affected, evidence, publicAt, ...rest } = update
  const lists = { affected: JSON.stringify(affected), evidence: JSON.stringify(evidence) }
  const row = {
    ...rest,
    incident,
    body_ko: body.ko,
    body_en: body.en,
    body_easy: body.easy ?? '',
    public_at: publicAt,
    ...lists,
  }
  await db.insertInto('incident_updates').values(row).execute()
}

export async function insertCauseStatement(
  db: Db,
  incident: string,
  statement: CauseRecord & { id: string },
): Promise<void> {
  const { text, evidence, ...rest } = statement
  await db
    .insertInto('cause_statements')
    .values({
      ...rest,
      incident,
      text_ko: text.ko,
      text_en: text.en,
      text_easy: text.easy ?? '',
      evidence: JSON.stringify(evidence),
    })
    .execute()
}

async function withParts(db: Db, rows: IncidentsTable[]): Promise<IncidentRecord[]> {
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return []
  const members = await db
    .selectFrom('incident_components')
    .selectAll()
    .where('incident', 'in', ids)
    .orderBy('began_at')
    .orderBy('component')
    .execute()
  const updates = await db
    .selectFrom('incident_updates')
    .selectAll()
    .where('incident', 'in', ids)
    .orderBy('version', 'desc')
    .execute()
  const causes = await db
    .selectFrom('cause_statements')
    .selectAll()
    .where('incident', 'in', ids)
    .orderBy('at')
    .orderBy('id')
    .execute()
  const afterwards = await afterwardsOf(db, ids)
  const [ownMembers, ownUpdates, ownCauses] = [grouped(members), grouped(updates), grouped(causes)]
  return rows.map((row) => ({
    ...fromRow(row),
    components: (ownMembers.get(row.id) ?? []).map(toMember),
    updates: (ownUpdates.get(row.id) ?? []).map(toUpdate),
    causes: (ownCauses.get(row.id) ?? []).map(toCause),
    ...afterwards.get(row.id),
  }))
}

function grouped<Row extends { incident: string }>(rows: Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, ({ incident }) => incident)
}

function fromRow(row: IncidentsTable): IncidentRow {
  const regions: string[] = JSON.parse(row.regions)
  return {
    id: row.id,
    cause: row.cause,
    service: row.service,
    status: row.status,
    impact: row.impact,
    title: textOf(row.title_ko, row.title_en, row.title_easy),
    beganAt: row.began_at,
    beganSays: row.began_says,
    detectedAt: row.detected_at,
    announcedAt: row.announced_at,
    monitoringAt: row.monitoring_at,
    resolvedAt: row.resolved_at,
    version: row.version,
    kind: row.kind,
    updatedAt: row.updated_at,
    root: row.root,
    audience: row.audience,
    unstableSince: row.unstable_since,
    reopenedAt: row.reopened_at,
    ...(regions.length > 0 && { regions }),
  }
}

function toRow(incident: IncidentRow): IncidentsTable {
  return {
    id: incident.id,
    cause: incident.cause,
    service: incident.service,
    status: incident.status,
    impact: incident.impact,
    title_ko: incident.title.ko,
    title_en: incident.title.en,
    title_easy: incident.title.easy ?? '',
    began_at: incident.beganAt,
    began_says: incident.beganSays,
    detected_at: incident.detectedAt,
    announced_at: incident.announcedAt,
    monitoring_at: incident.monitoringAt,
    resolved_at: incident.resolvedAt,
    version: incident.version,
    kind: incident.kind,
    updated_at: incident.updatedAt,
    root: incident.root,
    audience: incident.audience,
    unstable_since: incident.unstableSince,
    reopened_at: incident.reopenedAt,
    regions: JSON.stringify(incident.regions ?? []),
  }
}

function toMember(row: IncidentComponentsTable): IncidentRecord['components'][number] {
  const { component, state, because } = row
  return { id: component, state, beganAt: row.began_at, recoveredAt: row.recovered_at, because }
}

function toUpdate(row: IncidentUpdatesTable): UpdateRecord {
  const { id, version, status, author, at } = row
  return {
    id,
    version,
    status,
    body: textOf(row.body_ko, row.body_en, row.body_easy),
    affected: JSON.parse(row.affected),
    author,
    at,
    publicAt: row.public_at,
    evidence: JSON.parse(row.evidence),
  }
}

function toCause(row: CauseStatementsTable): CauseRecord {
  const { standing, author, text_ko, text_en, text_easy, at, confidence } = row
  return {
    standing,
    author,
    text: textOf(text_ko, text_en, text_easy),
    at,
    confidence,
    evidence: JSON.parse(row.evidence),
  }
}
