// What a run saw on its way down is kept for operators, and for nobody else.
import assert from 'node:assert/strict'
import type { Db } from '../../../data/database.ts'
import { openIncidents, publicIncidents } from '../../../data/queries/incidents.ts'
import { arrivedRuns } from '../../../data/queries/replay.ts'
import { latestResults } from '../../../data/queries/results.ts'
import { deleteOldResults } from '../../../data/queries/retention.ts'
import { seenRuns } from '../../../data/queries/seen-runs.ts'
import { carryOut } from '../../../server/incidents/incident-actions.ts'
import { matricesOf } from '../../../server/incidents/incident-matrix.ts'
import { frontPage } from '../../../server/pages/front.ts'
import { incidentPage } from '../../../server/pages/incident.ts'
import { jsonDocuments } from '../../../server/publish/json-documents.ts'
import { readSnapshot } from '../../../server/publish/read-snapshot.ts'
import { incidentDocument } from '../../../server/publish/status-api/incident-document.ts'
import { runOf } from '../../../server/replay/run-format.ts'
import { renderPage } from '../../../views/render.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { SITE } from '../../support/snapshots.ts'
import { fails, LOGIN, openTown, START } from './town.ts'

const ADDRESS = '203.0.113.77'
const EVIDENCE = {
  names: [{ name: 'www.gov.kr', resolver: '203.0.113.53', rcode: 'NOERROR', addresses: [ADDRESS], ms: 4 }],
  ends: [{ name: 'www.gov.kr', address: ADDRESS, port: 443, tcp: 'refused', tls: '', http: '', ms: 1 }],
  sizes: [],
}

async function breakDown(db: Db) {
  const town = openTown(db)
  for (let run = 0; run < 4; run += 1) {
    await town.run([{ ...fails(LOGIN), evidence: EVIDENCE }])
    town.wait(60)
  }
  const [incident] = await openIncidents(db)
  assert.ok(incident)
  return { town, incident }
}

onBothDatabases('evidence is kept with its run, and goes with it', async (db) => {
  const { town } = await breakDown(db)
  const [newest] = await latestResults(db, LOGIN, 1)
  assert.deepEqual(JSON.parse(newest?.evidence ?? 'null'), EVIDENCE)
  assert.equal(await deleteOldResults(db, town.now(), town.now(), 100), 4)
  assert.deepEqual(await seenRuns(db, LOGIN, town.now(), 10), [])
})

onBothDatabases('operators see what each place saw, by the command and in their mails', async (db) => {
  const { town, incident } = await breakDown(db)
  const text = await carryOut(db, { do: 'show', incident: incident.id }, town.now())
  assert.match(text, /Government 24: access disrupted/)
  assert.match(text, /refused \(0\/1 ok\)/)
  assert.match(text, /www\.gov\.kr at 203\.0\.113\.53: NOERROR 203\.0\.113\.77/)
  assert.match(await matricesOf(db, incident, town.now()), /203\.0\.113\.77 port 443: tcp refused/)
  await assert.rejects(carryOut(db, { do: 'show', incident: 'nothing' }, town.now()), /No incident is called "nothing"/)
})

onBothDatabases('no page, document or export holds any of it', async (db) => {
  const { town } = await breakDown(db)
  const snapshot = await readSnapshot(db, SITE, town.context.catalogue, town.now())
  const [incident] = snapshot.incidents
  assert.ok(incident && (await publicIncidents(db, 1)).length === 1)
  const everything = [
    ...(['ko', 'en'] as const).flatMap((language) => [
      renderPage('front', frontPage(snapshot, language)),
      renderPage('incident', incidentPage(snapshot, incident, language)),
    ]),
    ...[...jsonDocuments(snapshot)]
      .filter(({ path }) => path !== '/api/v1/openapi.json') // it names what there could be
      .map(({ content }) => String(content())),
    JSON.stringify(incidentDocument(incident, SITE.url)),
    JSON.stringify((await arrivedRuns(db, START, town.now(), 10)).map(runOf)),
  ]
  for (const text of everything) {
    assert.ok(text.length > 2)
    for (const secret of [ADDRESS, '203.0.113.53', 'evidence":{', 'paused']) assert.ok(!text.includes(secret), secret)
  }
})
