import assert from 'node:assert/strict'
import { test } from 'node:test'
import { historyPage, monthsOf } from '../../../server/pages/history.ts'
import { maintenancePage } from '../../../server/pages/maintenance.ts'
import { renderPage } from '../../../views/render.ts'
import { snapshotOf } from '../../support/snapshots.ts'

const snapshot = snapshotOf('document-down')

test('there are the last twelve months, and those back to the first incident', () => {
  assert.deepEqual(
    [monthsOf(snapshot)[0], monthsOf(snapshot).length, monthsOf(snapshot).at(-1)],
    ['2026-11', 12, '2025-12'],
  )
  const [incident] = snapshot.incidents
  assert.ok(incident)
  const old = {
    ...incident,
    id: 'old',
    beganAt: Date.parse('2025-03-31T23:59:00+09:00'),
    resolvedAt: 1_743_500_000_000,
  }
  const longer = { ...snapshot, history: { ...snapshot.history, incidents: [old] } }
  assert.equal(monthsOf(longer).at(-1), '2025-03')
  const page = historyPage(longer, '2025-03', 'ko')
  assert.deepEqual(
    page.incidents.map(({ url }) => url),
    ['/incidents/old'],
  )
  assert.equal(page.older, false)
})

test('the present month has what is going on, and an empty one says so without claiming that all was well', () => {
  const now = historyPage(snapshot, null, 'ko')
  assert.ok(now.incidents.some(({ open }) => open === '진행 중'))
  const empty = renderPage('history', historyPage(snapshot, '2026-01', 'ko'))
  assert.match(empty, /기록된 장애가 없습니다/)
  assert.match(empty, /장애가 없었다는 뜻이 아닙니다/)
})

test('maintenance that is planned stands first, with a way into the calendar', () => {
  const { planned, past } = maintenancePage(snapshotOf('maintenance'), 'en')
  assert.ok(planned.length > 0)
  assert.match(planned[0]?.calendar ?? '', /^\/en\/maintenance\/.+\.ics$/)
  assert.deepEqual(past, [])
})
