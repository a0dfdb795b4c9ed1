import assert from 'node:assert/strict'
import { test } from 'node:test'
import ical, { type VEvent } from 'node-ical'
import { publicDocuments } from '../../../server/publish/documents.ts'
import type { Snapshot } from '../../../server/publish/snapshot.ts'
import { snapshotOf } from '../../support/snapshots.ts'

function events(snapshot: Snapshot, path: string): VEvent[] {
  const text = publicDocuments(snapshot).get(path)?.encoded('identity').body.toString() ?? ''
  return Object.values(ical.sync.parseICS(text)).filter((one): one is VEvent => one?.type === 'VEVENT')
}

test('maintenance can be put into a calendar, at its true times', () => {
  const snapshot = snapshotOf('maintenance')
  const all = events(snapshot, '/maintenance.ics')
  assert.deepEqual(
    all.map(({ start, end }) => [start.getTime(), end?.getTime()]),
    snapshot.maintenances.map(({ startsAt, endsAt }) => [startsAt, endsAt]),
  )
  const [first] = snapshot.maintenances
  assert.equal(all[0]?.uid, `${first?.id}@status.example.org`)
  assert.equal(events(snapshot, `/en/maintenance/${first?.id}.ics`)[0]?.summary, first?.title.en)
})

test('a change keeps the entry and raises its number', () => {
  const snapshot = snapshotOf('maintenance')
  const later = snapshot.maintenances.map((one) => ({
    ...one,
    endsAt: one.endsAt + 3600_000,
    updatedAt: one.updatedAt + 60_000,
  }))
  const [before] = events(snapshot, '/maintenance.ics')
  const [after] = events({ ...snapshot, maintenances: later }, '/maintenance.ics')
  assert.equal(after?.uid, before?.uid)
  assert.ok(Number(after?.sequence) > Number(before?.sequence))
})
