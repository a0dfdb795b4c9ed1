import assert from 'node:assert/strict'
import { insertTransitions } from '../../../data/queries/components.ts'
import {
  type IncidentRow,
  insertIncident,
  insertIncidentUpdate,
  saveIncidentComponents,
} from '../../../data/queries/incidents.ts'
import type { IncidentStatus } from '../../../data/tables.ts'
import { bucketOf, DAY, HOUR } from '../../../server/incidents/availability-calendar.ts'
import { DEFAULT_AVAILABILITY } from '../../../server/incidents/availability-settings.ts'
import { readReport } from '../../../server/reports/read-report.ts'
import { reportPage } from '../../../server/reports/report-page.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { LOGIN, REGISTER, smallCatalogue, turnRow } from '../incidents/history-rows.ts'

const MINUTE = 60_000
const START = Date.parse('2026-11-01T00:00:00+09:00')
const NOW = START + 10 * DAY
const MONTH = bucketOf('month', START)
const SETTINGS = { ...DEFAULT_AVAILABILITY, slo: { government24: 99, [LOGIN]: 99.9 } }

const incident = (id: string, beganAt: number, more: Partial<IncidentRow> = {}): IncidentRow => ({
  id,
  cause: id,
  service: 'government24',
  status: 'resolved',
  impact: 'major',
  title: { ko: '정부24 로그인 장애', en: 'Government 24: login' },
  beganAt,
  beganSays: 'probes',
  detectedAt: beganAt + MINUTE,
  announcedAt: beganAt + 2 * MINUTE,
  monitoringAt: null,
  resolvedAt: beganAt + HOUR,
  version: 4,
  kind: 'resolved',
  updatedAt: beganAt + HOUR,
  root: null,
  audience: 'everyone',
  unstableSince: null,
  reopenedAt: null,
  ...more,
})

onBothDatabases(
  'a month is reported with its budget, its burn and its incidents, those for operators left out',
  async (db) => {
    const began = NOW - 2 * HOUR
    await insertTransitions(db, [
      turnRow(START - DAY, 'operational'),
      turnRow(began, 'major_outage', 1),
      turnRow(began + HOUR, 'operational'),
    ])
    for (const one of [incident('seen', began), incident('own', began, { audience: 'operators' })]) {
      await insertIncident(db, one)
      const member = { id: LOGIN, state: 'operational' as const, because: null }
      await saveIncidentComponents(db, one.id, [{ ...member, beganAt: began, recoveredAt: began + HOUR }])
    }
    const statuses: IncidentStatus[] = ['investigating', 'resolved', 'investigating', 'resolved']
    for (const [index, status] of statuses.entries()) {
      const text = { id: `u${index}`, version: index + 1, body: { ko: '', en: '' }, affected: [], author: 'bongsu' }
      const at = began + index * MINUTE
      await insertIncidentUpdate(db, 'seen', { ...text, status, at, publicAt: at, evidence: [] })
    }

    const report = await readReport(db, smallCatalogue(), SETTINGS, MONTH, NOW)
    const components = report.services.flatMap((service) => service.components)
    const login = components.find(({ id }) => id === LOGIN)
    const register = components.find(({ id }) => id === REGISTER)
    assert.deepEqual([login?.target?.toFixed(4), register?.target?.toFixed(4)], ['0.9990', '0.9900'])
    assert.equal(Math.round((login?.budget?.total ?? 0) / 6000) / 10, 43.2)
    assert.equal(Math.round((login?.budget?.remaining ?? 0) / 6000) / 10, -16.8)
    const [hour, sixHours, threeDays] = login?.burn ?? []
    assert.deepEqual([hour, Math.round(sixHours ?? 0), Math.round((threeDays ?? 0) * 10) / 10], [0, 167, 13.9])
    const { biggest, ...incidents } = login?.incidents ?? { biggest: [] }
    assert.deepEqual(incidents, { count: 1, detection: MINUTE, publication: MINUTE, repair: HOUR, reopenings: 1 })
    assert.deepEqual(
      biggest.map(({ incident, lasted }) => [incident, lasted]),
      [['seen', HOUR]],
    )
    const page = reportPage(report, '2026-11', '상태 페이지', 'ko')
    const row = page.services[0]?.components.find(({ name }) => name === '로그인')
    assert.deepEqual([row?.spent, row?.remaining, row?.overdrawn], ['1시간 / 43분', '−16분', true])
    assert.equal(page.unfinished, true)
  },
)
