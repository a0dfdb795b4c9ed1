import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Component } from '../../../data/catalogue.ts'
import type { Db } from '../../../data/database.ts'
import { transitionsSince } from '../../../data/queries/components.ts'
import { incidentById, openIncidents, publicIncidents } from '../../../data/queries/incidents.ts'
import { impactOverServices } from '../../../server/incidents/impact.ts'
import { readinessOf } from '../../../server/incidents/standby.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { catalogue, fails, LOGIN, openTown, works } from './town.ts'

const STANDBY = 'government24/standby'

function withStandby(db: Db) {
  const town = openTown(db)
  addStandby(town.context.catalogue)
  return town
}

function addStandby({ services, components }: ReturnType<typeof catalogue>) {
  const name = { ko: '정부24 예비 시스템', en: 'Backup of Government 24' }
  const lists = { needs: [], fallbacks: [] }
  const about = { service: 'government24', name, description: null, reportable: false, ...lists }
  const standby: Component = { id: STANDBY, kind: 'standby', ...about }
  services[0]?.components.push(standby)
  components.set(STANDBY, standby)
}

onBothDatabases('a backup that is not ready is told to operators, and ends when it is; it is no outage', async (db) => {
  const town = withStandby(db)
  for (let run = 0; run < 4; run += 1) {
    await town.run([works(LOGIN), fails(STANDBY)])
    town.wait(60)
  }
  const [open, ...others] = await openIncidents(db)
  assert.deepEqual([others.length, open?.cause, open?.audience], [0, `standby/${STANDBY}`, 'operators'])
  assert.deepEqual([open?.title.ko, open?.version], ['정부24 예비 시스템: 준비 안 됨', 1])
  assert.match(open?.updates[0]?.evidence[0]?.ko ?? '', /서버 접속이 거부되는 것이 확인되었습니다/)
  assert.deepEqual(await publicIncidents(db, 10), [])
  const turn = (await transitionsSince(db, 0)).find(
    (one) => one.component === STANDBY && one.to_state === 'major_outage',
  )
  assert.equal(turn?.incident, open?.id)
  for (let run = 0; run < 6; run += 1) {
    await town.run([works(STANDBY)])
    town.wait(60)
  }
  const over = await incidentById(db, open?.id ?? '')
  assert.deepEqual([over?.status, over?.version], ['resolved', 2])
  assert.equal(over?.components[0]?.recoveredAt !== null, true)
})

onBothDatabases('an outage of the service and of its backup are two things', async (db) => {
  const town = withStandby(db)
  for (let run = 0; run < 4; run += 1) {
    await town.run([fails(LOGIN), fails(STANDBY)])
    town.wait(60)
  }
  const [incident, ...others] = await publicIncidents(db, 10)
  assert.equal(others.length, 0)
  assert.deepEqual(
    incident?.components.map(({ id }) => id),
    [LOGIN],
  )
})

test('a backup is no part of what a service offers', () => {
  const known = catalogue()
  addStandby(known)
  const out = (...ids: string[]) => ids.map((id) => ({ id, state: 'major_outage' as const }))
  // one of three and a backup; one of two that are looked at
  assert.equal(impactOverServices(out(LOGIN), known), 'major')
  const two = [LOGIN, 'government24/verification', STANDBY]
  assert.equal(
    impactOverServices(out(LOGIN), known, (id) => two.includes(id)),
    'critical',
  )
})

test('a slow backup would do, and one under maintenance is not known to', () => {
  const states = ['operational', 'degraded_performance', 'partial_outage', 'unknown', 'under_maintenance'] as const
  assert.deepEqual(states.map(readinessOf), ['ready', 'ready', 'not-ready', 'unknown', 'unknown'])
})
