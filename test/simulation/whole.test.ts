// The whole path through a few worlds on every test run; `npm run simulate` takes more of them.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../support/folders.ts'
import { START, simulateWhole } from './whole.ts'

for (const seed of [4, 7]) {
  test(`seed ${seed}: every invariant holds through the whole path`, async (t) => {
    const { findings, lost, duplicates, letters, acknowledged } = await simulateWhole(
      seed,
      join(temporaryFolder(t), 'bongsu.sqlite'),
    )
    assert.deepEqual(findings, [])
    assert.deepEqual({ lost, duplicates }, { lost: 0, duplicates: 0 })
    assert.ok(acknowledged > 4000)
    assert.ok(letters.length > 10)
  })
}

test('reports that come twice change nothing', async (t) => {
  const folder = temporaryFolder(t)
  const until = START + 110 * 60_000
  const once = { until, crashes: [], reordered: 0, lostAnswers: 0, duplicated: 0 }
  const first = await simulateWhole(4, join(folder, 'once.sqlite'), once)
  const twice = await simulateWhole(4, join(folder, 'twice.sqlite'), { ...once, duplicated: 1 })
  assert.ok(first.turns.length > 10)
  assert.deepEqual(twice.turns, first.turns)
})
