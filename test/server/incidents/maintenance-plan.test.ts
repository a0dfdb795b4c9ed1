import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Db } from '../../../data/database.ts'
import { begunMaintenances, comingMaintenances } from '../../../data/queries/maintenances.ts'
import { planMaintenances, plannedOccurrences } from '../../../server/incidents/maintenance-plan.ts'
import { DEFAULT_MAINTENANCE_POLICY } from '../../../server/incidents/maintenance-policy.ts'
import type { MaintenanceSetting } from '../../../server/incidents/maintenance-settings.ts'
import { onBothDatabases } from '../../support/databases.ts'

const DAY = 86_400_000
const at = (text: string) => Date.parse(`${text}+09:00`)
const NOW = at('2026-12-01T12:00')
const TEXT = { ko: '점검', en: 'Work' }
const WEEKLY: MaintenanceSetting = {
  id: 'weekly',
  title: TEXT,
  body: TEXT,
  components: ['saeol', { id: 'saeol/login', minutes: 60 }],
  repeats: 'FREQ=WEEKLY;BYDAY=SA',
  from: '2026-12-05T23:00+09:00',
  minutes: 180,
  published: '2026-11-20T10:00+09:00',
  source: 'https://example.org/notice',
}
const { repeats: _, ...FIRST_ONLY } = WEEKLY
const ONCE: MaintenanceSetting = { ...FIRST_ONLY, id: 'once' }

test('every occurrence has its own name, end, and early ends, also over midnight', () => {
  const [first, second, ...more] = plannedOccurrences(WEEKLY, NOW, NOW + 14 * DAY)
  assert.deepEqual(first, {
    id: 'weekly-2026-12-05',
    series: 'weekly',
    title: TEXT,
    body: TEXT,
    components: ['saeol', 'saeol/login'],
    startsAt: at('2026-12-05T23:00'),
    endsAt: at('2026-12-06T02:00'),
    ends: { 'saeol/login': at('2026-12-06T00:00') },
    publishedAt: at('2026-11-20T10:00'),
    source: 'https://example.org/notice',
  })
  assert.deepEqual([second?.id, second?.ends], ['weekly-2026-12-12', { 'saeol/login': at('2026-12-13T00:00') }])
  assert.deepEqual(more, [])
})

test('one that is running is still planned, one that is over is not', () => {
  const names = (now: string) => plannedOccurrences(WEEKLY, at(now), at('2026-12-12T00:00')).map(({ id }) => id)
  assert.deepEqual([names('2026-12-06T01:59'), names('2026-12-06T02:00')], [['weekly-2026-12-05'], []])
})

test('an exception leaves out its day', () => {
  const occurrences = plannedOccurrences({ ...WEEKLY, except: ['2026-12-05'] }, NOW, NOW + 14 * DAY)
  assert.deepEqual(
    occurrences.map(({ id }) => id),
    ['weekly-2026-12-12'],
  )
})

onBothDatabases('planning again changes nothing, and time uncovers further occurrences', async (db) => {
  await plan(db, [WEEKLY, ONCE], NOW, 14)
  const before = await comingMaintenances(db, NOW)
  await plan(db, [WEEKLY, ONCE], NOW + 1000, 14)
  assert.deepEqual(await comingMaintenances(db, NOW), before)
  assert.deepEqual(await coming(db, NOW), ['once', 'weekly-2026-12-05', 'weekly-2026-12-12'])
  await plan(db, [WEEKLY, ONCE], NOW + 7 * DAY, 14)
  assert.deepEqual(await coming(db, NOW + 7 * DAY), ['weekly-2026-12-12', 'weekly-2026-12-19'])
})

onBothDatabases('what vanished from the configuration is cancelled before it begins and runs on after', async (db) => {
  await plan(db, [WEEKLY, ONCE], NOW, 14)
  const running = at('2026-12-05T23:30')
  await plan(db, [], running, 14)
  assert.deepEqual(await coming(db, running), [])
  assert.deepEqual((await begunMaintenances(db, at('2026-12-13T00:00'))).map(({ id }) => id).sort(), [
    'once',
    'weekly-2026-12-05',
  ])
})

onBothDatabases('an occurrence that is left out afterwards is cancelled, one that moves keeps its name', async (db) => {
  await plan(db, [WEEKLY], NOW, 14)
  const from = '2026-12-05T22:00+09:00'
  await plan(db, [{ ...WEEKLY, from, except: ['2026-12-12'] }], NOW + 1000, 14)
  const planned = await comingMaintenances(db, NOW)
  assert.deepEqual(
    planned.map(({ id, startsAt, updatedAt }) => [id, startsAt, updatedAt]),
    [['weekly-2026-12-05', at('2026-12-05T22:00'), NOW + 1000]],
  )
})

onBothDatabases('the policy says how far ahead is planned: 60 days by default', async (db) => {
  await planMaintenances(db, [{ ...WEEKLY, repeats: 'FREQ=DAILY' }], DEFAULT_MAINTENANCE_POLICY, at('2026-12-05T23:00'))
  assert.equal((await comingMaintenances(db, at('2026-12-05T22:59'))).length, 60)
})

async function plan(db: Db, settings: MaintenanceSetting[], now: number, maintenanceAheadDays: number): Promise<void> {
  await planMaintenances(db, settings, { maintenanceAheadDays }, now)
}

async function coming(db: Db, now: number): Promise<string[]> {
  return (await comingMaintenances(db, now)).map(({ id }) => id)
}
