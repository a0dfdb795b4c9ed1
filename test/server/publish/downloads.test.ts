import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvOf } from '../../../server/csv.ts'
import { publicDocuments } from '../../../server/publish/documents.ts'
import { DOWNLOADS } from '../../../server/publish/downloads.ts'
import type { RunDay, Snapshot } from '../../../server/publish/snapshot.ts'
import { snapshotOf } from '../../support/snapshots.ts'

const RUN_DAY: RunDay = {
  day: '2026-11-23',
  ok: 90,
  slow: 1,
  failed: 2,
  inconclusive: 3,
  layers: { tcp: 2 },
  typical: 410,
  slowest: 900,
}

function snapshot(): Snapshot {
  const plain = snapshotOf('document-down')
  const runs = new Map([['government24/login', [RUN_DAY]]])
  return { ...plain, history: { ...plain.history, runs } }
}

function fileOf(name: string): string {
  return publicDocuments(snapshot()).get(`/downloads/${name}`)?.encoded('identity').body.toString() ?? ''
}

test('spreadsheets read the lines, and run none of them', () => {
  const text = csvOf([
    { name: '=1+1', note: 'a "b", c' },
    { name: '-5', note: '가\n나' },
  ])
  assert.equal(text, '\uFEFFname,note\r\n\'=1+1,"a ""b"", c"\r\n\'-5,"가\n나"\r\n')
  assert.equal(csvOf([], ['day', 'note']), '\uFEFFday,note\r\n')
})

for (const { name, columns, rows } of DOWNLOADS) {
  test(`${name}: every row has the columns that the page explains`, () => {
    const made = rows(snapshot())
    assert.ok(made.length > 0)
    for (const row of made) assert.deepEqual(Object.keys(row), columns)
    assert.equal(fileOf(`${name}.csv`).split('\r\n')[0], `\uFEFF${columns.join(',')}`)
  })
}

test('the day of an outage says how long it did not work; what was hardly watched has no percentage', () => {
  const today = DOWNLOADS[0]
    ?.rows(snapshot())
    .filter(({ component }) => component === 'government24/resident-register')
    .at(-1)
  assert.equal(today?.down_minutes, 35)
  const json = JSON.parse(fileOf('runs.json')) as { licence: object; runs: object[] }
  assert.deepEqual(json.runs[0], {
    day: '2026-11-23',
    component: 'government24/login',
    ok: 90,
    slow: 1,
    failed: 2,
    inconclusive: 3,
    typical_ms: 410,
    slowest_ms: 900,
    failed_by_layer: 'tcp 2',
  })
  assert.ok('name' in json.licence)
})

test('an incident says its times and who says when it began', () => {
  const [open] = DOWNLOADS[1]?.rows(snapshot()) ?? []
  assert.equal(open?.resolved_at, null)
  assert.equal(open?.began_says, 'probes')
  assert.match(String(open?.url), /^https:\/\/status\.example\.org\/incidents\//)
})
