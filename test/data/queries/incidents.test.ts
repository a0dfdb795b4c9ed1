import assert from 'node:assert/strict'
import {
  type IncidentRow,
  incidentById,
  insertCauseStatement,
  insertIncident,
  insertIncidentUpdate,
  lastResolved,
  openIncidents,
  publicIncidents,
  saveIncidentComponents,
  updateIncident,
} from '../../../data/queries/incidents.ts'
import { onBothDatabases } from '../../support/databases.ts'

const TEXT = { ko: '접속 장애', en: 'access disrupted' }

function incident(id: string, beganAt: number, resolvedAt: number | null, cause = `a/${id}`): IncidentRow {
  return {
    id,
    cause,
    service: 'a',
    status: resolvedAt ? 'resolved' : 'investigating',
    impact: 'major',
    title: TEXT,
    beganAt,
    beganSays: 'probes',
    detectedAt: beganAt,
    announcedAt: beganAt,
    monitoringAt: null,
    resolvedAt,
    version: 1,
    kind: 'opened',
    updatedAt: beganAt,
    root: null,
    audience: 'everyone',
    unstableSince: null,
    reopenedAt: null,
  }
}

onBothDatabases('an incident comes whole: components, updates newest first, causes oldest first', async (db) => {
  await insertIncident(db, incident('one', 100, null))
  await saveIncidentComponents(db, 'one', [
    { id: 'a/x', state: 'major_outage', beganAt: 100, recoveredAt: null, because: null },
  ])
  const update = {
    status: 'investigating' as const,
    body: TEXT,
    affected: [],
    author: 'bongsu',
    publicAt: 100,
    evidence: [TEXT],
  }
  await insertIncidentUpdate(db, 'one', { id: 'u1', version: 1, at: 100, ...update })
  await insertIncidentUpdate(db, 'one', { id: 'u2', version: 2, at: 100, ...update })
  const cause = { standing: 'suspected' as const, author: 'bongsu', text: TEXT, confidence: 0.75, evidence: [TEXT] }
  await insertCauseStatement(db, 'one', { id: 'c1', at: 100, ...cause })
  await insertCauseStatement(db, 'one', { id: 'c2', at: 200, ...cause })
  assert.deepEqual(await incidentById(db, 'one'), {
    ...incident('one', 100, null),
    components: [{ id: 'a/x', state: 'major_outage', beganAt: 100, recoveredAt: null, because: null }],
    updates: [
      { id: 'u2', version: 2, at: 100, ...update },
      { id: 'u1', version: 1, at: 100, ...update },
    ],
    causes: [
      { at: 100, ...cause },
      { at: 200, ...cause },
    ],
  })
  assert.equal(await incidentById(db, 'none'), null)
})

onBothDatabases('unresolved incidents come first, then the newest, no more than asked for', async (db) => {
  for (const one of [incident('old', 100, 150), incident('open', 50, null), incident('new', 200, 250)]) {
    await insertIncident(db, one)
  }
  assert.deepEqual(
    (await publicIncidents(db, 10)).map(({ id }) => id),
    ['open', 'new', 'old'],
  )
  assert.equal((await publicIncidents(db, 2)).length, 2)
  assert.deepEqual(
    (await openIncidents(db)).map(({ id }) => id),
    ['open'],
  )
})

onBothDatabases('the database itself takes only one open incident a cause', async (db) => {
  assert.equal(await insertIncident(db, incident('one', 100, null, 'a/connection')), true)
  assert.equal(await insertIncident(db, incident('two', 200, null, 'a/connection')), false)
  await updateIncident(db, { ...incident('one', 100, 300, 'a/connection'), version: 2 })
  assert.equal(await insertIncident(db, incident('three', 400, null, 'a/connection')), true)
  assert.equal((await lastResolved(db, 'a/connection', 300))?.id, 'one')
  assert.equal(await lastResolved(db, 'a/connection', 301), null)
})
