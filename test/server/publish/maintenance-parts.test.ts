import assert from 'node:assert/strict'
import { test } from 'node:test'
import { partName } from '../../../server/publish/maintenance-parts.ts'
import { maintenancesDocument } from '../../../server/publish/status-api/maintenances.ts'
import { maintenances } from '../../../server/publish/statuspage/maintenances.ts'
import { snapshotOf } from '../../support/snapshots.ts'

const SNAPSHOT = snapshotOf('maintenance')

test('a part is called by its service and its own name, a service by its name, what left the catalogue by its id', () => {
  assert.deepEqual(
    ['government24/login', 'saeol', 'saeol/gone', 'gone'].map((id) => partName(id, SNAPSHOT, 'ko')),
    ['정부24 로그인', '새올', 'saeol/gone', 'gone'],
  )
})

test('the status API tells each part with its own end, and the source', () => {
  const running = maintenancesDocument(SNAPSHOT).maintenances.find(({ id }) => id === 'gov24-2026-11')
  assert.deepEqual(running?.parts, [
    { id: 'government24/login', endsAt: '2026-11-24T06:05:00.000Z' },
    { id: 'government24/resident-register', endsAt: '2026-11-24T07:05:00.000Z' },
  ])
  assert.deepEqual([running?.source, running?.series], ['https://www.gov.kr/', null])
})

test('Statuspage clients read in words what is ready earlier, and the source', () => {
  const [running] = maintenances(SNAPSHOT, ({ status }) => status === 'in_progress')
  assert.equal(running?.scheduled_until, '2026-11-24T16:05:00.000+09:00')
  assert.equal(
    running?.incident_updates[0]?.body,
    '점검 시간에는 발급이 제한됩니다.\n정부24 로그인: 11월 24일 15:05까지\n공지: https://www.gov.kr/',
  )
})
