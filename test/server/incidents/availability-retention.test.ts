import assert from 'node:assert/strict'
import type { Db } from '../../../data/database.ts'
import { insertTransitions } from '../../../data/queries/components.ts'
import { runsBetween } from '../../../data/queries/history.ts'
import { insertResults } from '../../../data/queries/results.ts'
import { presentRollups, rollupRevisions } from '../../../data/queries/rollups.ts'
import { DAY } from '../../../server/incidents/availability-calendar.ts'
import { correct } from '../../../server/incidents/availability-correct.ts'
import { forgetOld } from '../../../server/incidents/availability-retention.ts'
import { rollUp } from '../../../server/incidents/availability-rollup.ts'
import { runsOf } from '../../../server/incidents/availability-rows.ts'
import { DEFAULT_AVAILABILITY } from '../../../server/incidents/availability-settings.ts'
import { onBothDatabases } from '../../support/databases.ts'
import { LOGIN, runRow, smallCatalogue, turnRow } from './history-rows.ts'

const MINUTE = 60_000
const START = Date.parse('2026-10-30T00:00:00+09:00')
const CONTEXT = { catalogue: smallCatalogue(), settings: DEFAULT_AVAILABILITY }
const RETENTION = { runsDays: 1, fiveMinutesDays: 2, hoursDays: 3 }

const runs = (db: Db) => runsBetween(db, LOGIN, 0, START + 400 * DAY)

async function rollUpAll(db: Db, now: number): Promise<void> {
  while (!(await rollUp(db, CONTEXT, now)).finished);
}

async function forgetAll(db: Db, now: number): Promise<void> {
  while ((await forgetOld(db, RETENTION, now)) > 0);
}

onBothDatabases('no run is forgotten that is not rolled up, however old', async (db) => {
  await insertTransitions(db, [turnRow(START, 'operational')])
  await insertResults(db, [runRow(START + MINUTE, 'ok')])
  await forgetAll(db, START + 30 * DAY)
  assert.equal((await runs(db)).length, 1)
})

onBothDatabases('what is older than the policy says goes, longer roll-ups stay, and keep their counts', async (db) => {
  await insertTransitions(db, [turnRow(START, 'operational')])
  await insertResults(db, [runRow(START + MINUTE, 'ok')])
  await insertResults(db, [runRow(START + 4 * DAY, 'ok')])
  const now = START + 5 * DAY
  await rollUpAll(db, now)
  await forgetAll(db, now)
  assert.deepEqual(
    (await runs(db)).map(({ started_at }) => started_at),
    [START + 4 * DAY],
  )
  const from = async (span: '5m' | 'hour' | 'day') => (await presentRollups(db, LOGIN, span, 0, now))[0]?.bucket
  assert.deepEqual([await from('5m'), await from('hour'), await from('day')], [START + 3 * DAY, START + 2 * DAY, START])
  const wrong = { component: LOGIN, from: START, until: START + MINUTE, state: 'major_outage' as const, share: 1 }
  await correct(db, { ...wrong, reason: '나중에 확인', author: '김담당' }, now)
  await rollUpAll(db, now)
  const day = (await rollupRevisions(db, LOGIN, 'day', START)).at(-1)
  assert.deepEqual([day?.revision, day?.down, runsOf(day).ok], [2, MINUTE, 1])
  assert.equal(await from('5m'), START + 3 * DAY)
})

onBothDatabases('a call deletes a bounded number', async (db) => {
  await insertTransitions(db, [turnRow(START, 'operational')])
  await rollUpAll(db, START + 8 * DAY)
  const before = (await presentRollups(db, LOGIN, '5m', 0, START + 8 * DAY)).length
  await forgetOld(db, RETENTION, START + 8 * DAY)
  const after = (await presentRollups(db, LOGIN, '5m', 0, START + 8 * DAY)).length
  assert.ok(after > 2 * 288 && after < before, `${before} → ${after}`)
})
