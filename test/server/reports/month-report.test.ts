import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Part } from '../../../data/queries/reports.ts'
import { type Figures, noFigures } from '../../../server/incidents/availability.ts'
import { budgetOf, burnOf, incidentsOf, reopeningsOf } from '../../../server/reports/month-report.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE

function figures(days: number, down: number): Figures {
  const nothing = noFigures()
  return {
    ...nothing,
    milliseconds: { ...nothing.milliseconds, operational: days * DAY - down, major_outage: down },
    down,
  }
}

const part = (id: string, beganAt: number, recoveredAt: number | null, more: Partial<Part> = {}): Part => ({
  incident: id,
  titleKo: `${id} 장애`,
  titleEn: `${id} trouble`,
  component: 'a/one',
  beganAt,
  recoveredAt,
  detectedAt: beganAt + MINUTE,
  announcedAt: beganAt + 2 * MINUTE,
  ...more,
})

test('28 days leave 40.3 minutes at 99.9 %, 201.6 at 99.5 % and 403.2 at 99 %', () => {
  const minutes = (target: number) => Math.round((budgetOf(figures(28, 0), target, 0).total / MINUTE) * 10) / 10
  assert.deepEqual([0.999, 0.995, 0.99].map(minutes), [40.3, 201.6, 403.2])
})

test('what is down is spent, and what remains can be less than nothing', () => {
  const budget = budgetOf(figures(10, 60 * MINUTE), 0.999, 18 * DAY)
  assert.equal(Math.round(budget.total / MINUTE), 40)
  assert.equal(Math.round(budget.remaining / MINUTE), -20)
})

test('burn is how many times faster than allowed; time that nobody watched burns nothing', () => {
  assert.ok(Math.abs(burnOf(figures(1, 0.0144 * DAY), 0.999) - 14.4) < 1e-6)
  assert.equal(burnOf({ ...noFigures(), unwatched: DAY }, 0.999), 0)
})

test('means are over what began in the time; what still goes on has no repair and lasts until its end', () => {
  const parts = [part('old', -DAY, 30 * MINUTE), part('short', 0, 20 * MINUTE), part('open', DAY, null)]
  const found = incidentsOf(parts, new Map([['short', 2]]), 0, DAY + 40 * MINUTE)
  assert.deepEqual([found.count, found.detection, found.publication, found.repair], [2, MINUTE, MINUTE, 20 * MINUTE])
  assert.equal(found.reopenings, 2)
  assert.deepEqual(
    found.biggest.map(({ incident, lasted }) => [incident, lasted / MINUTE]),
    [
      ['open', 40],
      ['old', 30],
      ['short', 20],
    ],
  )
  assert.deepEqual(incidentsOf([], new Map(), 0, DAY).detection, null)
})

test('an incident was opened again each time it went on after having been resolved', () => {
  const statuses = ['investigating', 'resolved', 'investigating', 'monitoring', 'resolved', 'investigating'].map(
    (status, index) => ({ incident: 'one', status, at: index }),
  )
  const other = { incident: 'two', status: 'investigating', at: 9 }
  assert.deepEqual([...reopeningsOf([...statuses, other], 0, 10)], [['one', 2]])
  assert.deepEqual([...reopeningsOf([...statuses, other], 3, 10)], [['one', 1]])
})
