import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCatalogue } from '../../../data/catalogue.ts'
import type { MaintenanceRecord } from '../../../data/queries/maintenances.ts'
import { saveMaintenances } from '../../../data/queries/maintenances.ts'
import { readSnapshot } from '../../../server/publish/read-snapshot.ts'
import { shownMaintenances } from '../../../server/publish/shown-maintenances.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { NOW, SITE } from '../../support/snapshots.ts'

const DAY = 86_400_000
const TEXT = { ko: '점검', en: 'Work' }

test('of a series only the next one and those within 14 days are shown', () => {
  const weekly = [3, 10, 14, 15, 17].map((days) => after(days, 'weekly'))
  assert.deepEqual(days(shownMaintenances(weekly, NOW)), [14, 10, 3])
})

test('the next one of each series is shown however far it is, and so is every one-off', () => {
  const all = [after(40, 'monthly'), after(70, 'monthly'), after(50, 'rare'), after(80, null), after(90, null)]
  assert.deepEqual(days(shownMaintenances(all, NOW)), [90, 80, 50, 40])
})

test('one that runs does not stand for the next one of its series', () => {
  assert.deepEqual(days(shownMaintenances([after(0, 'monthly'), after(30, 'monthly')], NOW)), [30, 0])
})

test('what is not published yet is not shown', () => {
  assert.deepEqual(shownMaintenances([{ ...after(3, null), publishedAt: NOW + 1 }], NOW), [])
})

test('beyond 50 the oldest are left out', () => {
  const past = Array.from({ length: 60 }, (_, index) => after(-index, 'daily'))
  const shown = days(shownMaintenances([...past, after(5, null)], NOW))
  assert.deepEqual([shown.length, shown[0], shown.at(-1)], [50, 5, -48])
})

onBothDatabases('the snapshot holds what is shown of what is planned', async (db) => {
  await saveMaintenances(db, [after(-1, 'weekly'), after(6, 'weekly'), after(13, 'weekly'), after(20, 'weekly')], NOW)
  const { maintenances } = await readSnapshot(db, SITE, loadCatalogue(), NOW)
  assert.deepEqual(
    maintenances.map(({ status }) => status),
    ['scheduled', 'scheduled', 'completed'],
  )
})

function after(days: number, series: string | null): MaintenanceRecord {
  const startsAt = NOW + days * DAY
  const id = `${series ?? 'once'}-${days}`
  const said = { title: TEXT, body: TEXT, components: ['saeol'], source: null }
  const times = { startsAt, endsAt: startsAt + 3600_000, ends: {}, publishedAt: NOW - 100 * DAY, updatedAt: NOW }
  return { id, series, ...said, ...times }
}

function days(shown: MaintenanceRecord[]): number[] {
  return shown.map(({ startsAt }) => (startsAt - NOW) / DAY)
}
